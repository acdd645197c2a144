"""Where this installation keeps its things, from the environment. Holds addresses and names; secrets live in blocks."""

from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parents[1]


def default_home() -> Path:
    """Return `.countersign` in the checkout, or in the user's home where the project is installed as a wheel."""
    is_checkout = (CHECKOUT / "pyproject.toml").exists()
    return ((CHECKOUT if is_checkout else Path.home()) / ".countersign").resolve()


def _named(value: object) -> object:
    """Return the names of a text with commas."""
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


class SettingsRefused(ValueError):
    """What the environment says cannot be."""


class Settings(BaseSettings):
    """Settings of one installation; each is the environment variable COUNTERSIGN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="COUNTERSIGN_", extra="ignore", frozen=True)

    home: Annotated[Path, AfterValidator(lambda path: path.expanduser().resolve())] = Field(
        default_factory=default_home, description="Folder of everything that this installation writes."
    )
    tenant: str = Field("default", pattern=r"^[a-z0-9-]{1,40}$", description="Whose cases these are.")
    casebook: SecretStr = Field(
        SecretStr(""), description="SQLAlchemy address of the casebook; empty for a SQLite file in the home."
    )
    people: Path | None = Field(None, description="The people file; empty for people.yaml in the home.")
    policies: Path | None = Field(None, description="The policies file; empty for policies.yaml in the home.")
    documents: Path | None = Field(None, description="The documents file; empty for documents.yaml in the home.")
    books_blocks: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_named)] = Field(
        (), description="Books database blocks, comma between them, that briefs may name beside the tenant's own."
    )
    heartbeat_seconds: float = Field(5, gt=0, description="How often a running case says that it is alive.")
    silence_seconds: float = Field(
        60, gt=0, description="After this long without a heartbeat a running case is re-driven."
    )

    keep_tool_results_days: int = Field(
        30, ge=0, description="Days for which arguments and results of tools are kept, redacted; 0 keeps none."
    )

    @model_validator(mode="after")
    def _a_heart_beats_twice_before_it_counts_as_silent(self) -> Self:
        if self.silence_seconds < 2 * self.heartbeat_seconds:
            raise ValueError(
                f"COUNTERSIGN_SILENCE_SECONDS is {self.silence_seconds:g} and COUNTERSIGN_HEARTBEAT_SECONDS is "
                f"{self.heartbeat_seconds:g}: every running case would be driven a second time. "
                f"Set the silence to at least twice the heartbeat, {2 * self.heartbeat_seconds:g}."
            )
        return self

    @property
    def casebook_url(self) -> str:
        return self.casebook.get_secret_value() or self._own_casebook

    @property
    def _own_casebook(self) -> str:
        return f"sqlite+aiosqlite:///{self.home / 'casebook.db'}"

    @property
    def casebook_at_home(self) -> bool:
        """Whether the casebook is the file in the home, which only this machine reaches."""
        return self.casebook_url == self._own_casebook

    @property
    def embedded(self) -> bool:
        """Whether the casebook is the file beside an embedded instance."""
        return self.casebook_at_home and (self.home / "embedded.json").exists()

    @property
    def people_file(self) -> Path:
        return self.people or self.home / "people.yaml"

    @property
    def policies_file(self) -> Path:
        return self.policies or self.home / "policies.yaml"

    @property
    def documents_file(self) -> Path:
        return self.documents or self.home / "documents.yaml"

    @property
    def documents_indexes(self) -> Path:
        """Where what was read of documents is kept: a folder for each tenant, in it a file for each of its folders."""
        return self.home / "documents"

    @property
    def reports_folder(self) -> Path:
        return self.home / "reports" / self.tenant

    @property
    def outbox_folder(self) -> Path:
        return self.home / "outbox" / self.tenant


@cache
def settings() -> Settings:
    """Return this process's settings, read once at first use; raise `SettingsRefused` with every variable at fault."""
    try:
        return Settings.model_validate({})
    except ValidationError as error:
        # Not pydantic's own words: they repeat the values, and the casebook's address holds a password.
        told = [_told(one["loc"], one["msg"]) for one in error.errors(include_input=False)]
    raise SettingsRefused("\n".join(told))


def _told(names: tuple[int | str, ...], what: str) -> str:
    if names:
        return f"COUNTERSIGN_{str(names[0]).upper()}: {what}."
    return what.removeprefix("Value error, ")


def deployments_file() -> Path:
    """Return prefect.yaml: beside the packages, in a checkout as in an installed wheel."""
    return CHECKOUT / "prefect.yaml"
