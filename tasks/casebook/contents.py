"""The content store: bytes by their hash, and named versions that point to them."""

import hashlib
import json
from typing import Any

from sqlalchemy import select, update

from reports.canonical import canonical_json
from tasks.casebook.audit import serialise
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import contents, now, versions
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


class ContentDamaged(RuntimeError):
    """Stored bytes that do not have the hash they are stored under."""


async def keep(body: bytes, media_type: str) -> str:
    """Store `body` once and return its SHA-256."""
    name = hashlib.sha256(body).hexdigest()
    async with writing() as connection:
        await insert_once(
            connection,
            contents,
            tenant=settings().tenant,
            sha256=name,
            media_type=media_type,
            body=body,
            at=now(),
        )
    return name


async def fetch(name: str) -> bytes:
    """Return the bytes with SHA-256 `name`; raise LookupError where there are none, `ContentDamaged` where they
    differ.
    """
    async with reading() as connection:
        query = select(contents.c.body).where(contents.c.tenant == settings().tenant, contents.c.sha256 == name)
        body = (await connection.execute(query)).scalar_one_or_none()
    if body is None:
        raise LookupError(f"The casebook has no content {name}: restore the backup that the case belongs to.")
    if hashlib.sha256(body).hexdigest() != name:
        raise ContentDamaged(f"Content {name} was changed in the database: restore it from a backup.")
    return body


class Overtaken(RuntimeError):
    """Somebody else has made a newer version meanwhile."""


async def set_version(
    name: str, version: str, manifest: dict[str, Any], *, note: str = "", follows: str | None = None
) -> None:
    """Make `version` of `name` the newest one, standing for `manifest`; one that stood before keeps its manifest.

    With `follows`, the version that it builds on ("" for none): raise `Overtaken` where that is not the newest any
    more.
    """
    tenant = settings().tenant
    async with writing() as connection:
        # On PostgreSQL two writers of one name could otherwise both see the same newest version.
        await serialise(connection)
        query = select(versions.c.ordinal, versions.c.version).where(
            versions.c.tenant == tenant, versions.c.name == name
        )
        newest = (await connection.execute(query.order_by(versions.c.ordinal.desc()).limit(1))).one_or_none()
        if follows is not None and follows != (newest.version if newest else ""):
            raise Overtaken(f"Somebody changed '{name}' at the same time: do it again, on what stands now.")
        ordinal = (newest.ordinal if newest else 0) + 1
        added = await insert_once(
            connection,
            versions,
            tenant=tenant,
            name=name,
            version=version,
            ordinal=ordinal,
            manifest=canonical_json(manifest).decode(),
            note=note,
            at=now(),
        )
        if not added:
            stood = (versions.c.tenant == tenant, versions.c.name == name, versions.c.version == version)
            await connection.execute(update(versions).where(*stood).values(ordinal=ordinal, note=note, at=now()))


async def version(name: str, version: str) -> dict[str, Any] | None:
    """Return the manifest of one version of `name`, None where there is none."""
    return await _manifest(versions.c.name == name, versions.c.version == version)


async def latest(name: str) -> dict[str, Any] | None:
    """Return the manifest of the newest version of `name`, None where there is none."""
    return await _manifest(versions.c.name == name)


async def _manifest(*where: Any) -> dict[str, Any] | None:
    async with reading() as connection:
        query = (
            select(versions.c.manifest)
            .where(versions.c.tenant == settings().tenant, *where)
            .order_by(versions.c.ordinal.desc())
            .limit(1)
        )
        text = (await connection.execute(query)).scalar_one_or_none()
    return None if text is None else json.loads(text)


async def notes(name: str) -> list[str]:
    """Return the notes of all versions of `name`, the first version's first."""
    async with reading() as connection:
        query = select(versions.c.note).where(versions.c.tenant == settings().tenant, versions.c.name == name)
        return list((await connection.execute(query.order_by(versions.c.ordinal))).scalars())
