import asyncio
import hashlib
from pathlib import Path

import pytest
from pydantic import ValidationError

from tasks.effect import EffectFailed, Rendition
from tasks.files import PublishFile, publish

PDF = Rendition(format="pdf", filename="pack.pdf")


def put(root: Path, path: str = "2025-10/pack.pdf", content: bytes = b"pack"):
    return asyncio.run(publish(root, path, content))


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir())


def test_a_document_lies_whole_under_its_name(tmp_path: Path) -> None:
    receipt = put(tmp_path / "reports")
    assert Path(receipt.reference).read_bytes() == b"pack"
    assert receipt.sha256 == hashlib.sha256(b"pack").hexdigest()
    assert files(tmp_path) == ["reports/2025-10/pack.pdf"]


def test_the_same_document_again_is_the_same_receipt(tmp_path: Path) -> None:
    assert put(tmp_path) == put(tmp_path)
    assert files(tmp_path) == ["2025-10/pack.pdf"]


def test_another_document_never_replaces_a_published_one(tmp_path: Path) -> None:
    put(tmp_path)
    with pytest.raises(EffectFailed, match="with other content: raise the revision"):
        put(tmp_path, content=b"another pack")
    assert (tmp_path / "2025-10" / "pack.pdf").read_bytes() == b"pack"
    assert files(tmp_path) == ["2025-10/pack.pdf"]


def test_two_writers_at_once_leave_one_whole_document(tmp_path: Path) -> None:
    async def race() -> list[object]:
        drafts = [bytes([number]) * 100_000 for number in range(8)]
        writers = [publish(tmp_path, "pack.pdf", draft) for draft in drafts]
        return await asyncio.gather(*writers, return_exceptions=True)

    outcomes = asyncio.run(race())
    assert sum(isinstance(outcome, EffectFailed) for outcome in outcomes) == 7
    assert files(tmp_path) == ["pack.pdf"]
    assert len(set((tmp_path / "pack.pdf").read_bytes())) == 1


def test_a_symbolic_link_leads_nowhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "reports", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "2025-10").symlink_to(outside, target_is_directory=True)
    with pytest.raises(EffectFailed, match="symbolic link"):
        put(root)
    (root / "pack.pdf").symlink_to(outside / "stolen.pdf")
    with pytest.raises(EffectFailed, match="symbolic link"):
        put(root, "pack.pdf")
    assert files(outside) == []


def test_a_file_where_a_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "2025-10").write_text("not a folder")
    with pytest.raises(EffectFailed, match=r"2025-10/pack\.pdf was not written.*remove it"):
        put(tmp_path)


def test_the_effect_says_in_a_line_what_it_does() -> None:
    effect = PublishFile(path="2025-10/pack.pdf", rendition=PDF)
    assert effect.describe() == "Publish the document as 2025-10/pack.pdf in the reports folder."
    assert effect.target == "2025-10/pack.pdf"
    assert PublishFile.model_validate_json(effect.model_dump_json()) == effect


@pytest.mark.parametrize("path", ["Bericht Oktober (2).pdf", "Société d'été/2025-10, P&L + BS.pdf", "報告/十月.pdf"])
def test_ordinary_names_of_any_language_are_accepted(path: str, tmp_path: Path) -> None:
    assert PublishFile(path=path, rendition=PDF).path == path
    put(tmp_path, path)
    assert files(tmp_path) == [path]


OUTSIDE = [
    "../pack.pdf", "../../etc/pack.pdf", "a/../pack.pdf", "a/../../pack.pdf", "./pack.pdf", "a/./pack.pdf",
    "/etc/pack.pdf", "//host/share/pack.pdf", "a//pack.pdf", "a/.pdf", ".pdf", "..pdf", "...pdf",
    ".hidden/pack.pdf", "~/pack.pdf", "~root/pack.pdf", "%2e%2e/pack.pdf", "%2e%2e%2fpack.pdf",
    "..%2fpack.pdf", "..%c0%afpack.pdf", "..\\pack.pdf", "a\\pack.pdf", "C:\\pack.pdf", "C:/pack.pdf",
    "C:pack.pdf", "\\\\host\\share\\pack.pdf", "CON.pdf", "con/pack.pdf", "NUL.pdf", "aux.tar/pack.pdf",
    "LPT1.pdf", "com9.pdf", "pack.pdf:stream.pdf", "a\x00b.pdf", "pack\n.pdf", "pack\r\n.pdf", "\tpack.pdf",
    " pack.pdf", "a /pack.pdf", "a./pack.pdf", "-rf.pdf", "․․/pack.pdf", "‥/pack.pdf", "…/pack.pdf",
    "．．/pack.pdf", "a∕pack.pdf", "a／pack.pdf", "pa\u202eck.pdf", "pa\u200bck.pdf", "e\u0301te.pdf",
    "$HOME/pack.pdf", "`id`.pdf", "a|b.pdf", "*.pdf", "a?.pdf", '"a".pdf', "<a>.pdf", "x" * 201 + ".pdf",
    "pack.pdf/", "",
]  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_path_that_could_mean_another_place_is_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        PublishFile(path=path, rendition=PDF)
    with pytest.raises(ValueError, match=r"path inside|not every system"):
        put(tmp_path, path)
    assert files(tmp_path) == []


def test_the_name_ends_as_its_format() -> None:
    with pytest.raises(ValidationError, match="document in pdf"):
        PublishFile(path="pack.xlsx", rendition=PDF)
