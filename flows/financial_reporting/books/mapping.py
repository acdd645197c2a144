"""The mapping file: how the columns of any accounting export become the contract's tables."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from flows.financial_reporting.books.contract import BOOKS, CONTRACT_VERSION
from flows.financial_reporting.books.refusals import Problem, Refused
from reports.money import minor_units

UNANSWERED = "CHECK"
"""What a proposed mapping says where only a person knows the answer."""
AccountType = Literal["asset", "liability", "equity", "income", "expense"]


class _Part(BaseModel):
    """Base of the mapping's parts: a key that nobody knows is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Part):
    """Which rows are meant: one column and exactly one test on its text."""

    column: str
    equals: str | None = None
    differs: str | None = None
    any_of: tuple[str, ...] | None = None
    none_of: tuple[str, ...] | None = None
    begins: str | None = None
    contains: str | None = None
    """Anywhere in the text, upper and lower case alike."""
    empty: bool | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Condition":
        tests = self.model_dump(exclude={"column"}, exclude_none=True)
        if len(tests) != 1:
            raise ValueError("a condition needs one test: equals, differs, any_of, none_of, begins, contains or empty")
        return self


class Split(_Part):
    """A part of a text with separators, as of "Expenses:Food:Coffee"."""

    separator: str = Field(min_length=1)
    keep: Literal["first", "last", "parent"]
    """`parent` is all but the last part, empty where there is only one."""


class Source(_Part):
    """Where a contract column comes from and what is done to it, in the order of these fields."""

    column: str | None = None
    constant: str | None = None
    join: tuple[str, ...] | None = None
    """Several columns in one text, with `separator` between them."""
    row: bool = False
    """The line number: for exports in which each row is a whole entry."""
    when: Condition | None = None
    """true or false: the text of a yes/no column."""
    separator: str = "-"
    split: Split | None = None
    prefixes: dict[str, str] | None = None
    """The longest prefix that fits decides; a text that none fits is refused."""
    values: dict[str, str] | None = None
    """strs replaced whole; others stay, or become `otherwise`."""
    otherwise: str | None = None
    format: tuple[str, ...] = ()
    """strptime formats of a date or period, first that fits; ISO 8601 where none is given."""
    period: Literal["day", "month", "quarter", "year"] | None = None
    """Of a date that stands for a whole period."""
    flip: bool = False
    """Change the sign."""
    flip_types: tuple[AccountType, ...] = ()
    """Change the sign on accounts of these types (exports that show income as positive)."""
    flip_when: Condition | None = None
    """Change the sign of these rows (a debit/credit mark)."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"column": value}
        if isinstance(value, dict) and isinstance(value.get("format"), str):
            return {**value, "format": (value["format"],)}
        return value

    @model_validator(mode="after")
    def _one_origin(self) -> "Source":
        origins = [self.column, self.constant, self.join, self.row or None, self.when]
        if sum(origin is not None for origin in origins) != 1:
            raise ValueError("a column comes from exactly one of: column, constant, join, row or when")
        return self


class Reading(_Part):
    """How a file is written."""

    file: str
    """Name or pattern ("journal-*.csv"), relative to the folder that is imported."""
    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', max_length=1)
    header: bool = True
    columns: tuple[str, ...] = ()
    """Names for the columns of a file without a header line."""
    skip_rows: int = Field(default=0, ge=0)
    """Lines before the header (or before the first row)."""

    @field_validator("file")
    @classmethod
    def _inside(cls, value: str) -> str:
        if Path(value).is_absolute() or ".." in Path(value).parts:
            raise ValueError("the file must lie inside the folder that is imported: give its name there")
        return value

    @model_validator(mode="after")
    def _named_columns(self) -> "Reading":
        if self.header == bool(self.columns):
            raise ValueError("give `columns` together with `header: false`, and only then")
        return self


class Lookup(Reading):
    """A side file: its columns are known as "name.column" in the rows whose `key` equals its `side_key`."""

    name: str
    key: str
    side_key: str


class Expand(_Part):
    """Give every parent of a code with separators a row of its own."""

    column: str
    separator: str = Field(min_length=1)


class TableMapping(_Part):
    """One contract table out of one file."""

    table: str
    where: tuple[Condition, ...] = ()
    """All must hold."""
    expand: Expand | None = None
    distinct: bool = False
    """Equal rows become one, as for accounts read out of one or more journals."""
    columns: dict[str, Source]

    @model_validator(mode="after")
    def _in_contract(self) -> "TableMapping":
        if self.table not in BOOKS:
            raise ValueError(f"{self.table!r} is no table of the contract: give one of {', '.join(BOOKS)}")
        known = BOOKS[self.table].names
        unknown = [name for name in self.columns if name not in known]
        if unknown:
            raise ValueError(f"{self.table} has no column {', '.join(unknown)}: it has {', '.join(known)}")
        return self


class FileMapping(Reading):
    """One file (or all files of one pattern) and the tables that come out of it."""

    decimal: Literal[".", ","] = "."
    thousands: Literal["", ".", ",", "'", " "] = ""
    negative: Literal["minus", "parentheses", "trailing"] = "minus"
    """How minus five is written: -5, (5) or 5-."""
    where: tuple[Condition, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    tables: tuple[TableMapping, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _two_marks(self) -> "FileMapping":
        if self.decimal == self.thousands:
            raise ValueError("decimal and thousands must be different marks")
        return self


class Mapping(_Part):
    """A whole mapping file; without `files`, the folder has the contract's own file and column names."""

    version: int = Field(default=CONTRACT_VERSION, ge=1, le=CONTRACT_VERSION)
    company: str = ""
    """Name of the company or group, for the cover of reports."""
    currency: str = ""
    """ISO 4217 code of the books."""
    tolerance: Decimal | None = Field(default=None, gt=0)
    """Residues of an entry below this are accepted and shown; None: one smallest unit of the currency."""
    files: tuple[FileMapping, ...] = ()

    @field_validator("currency")
    @classmethod
    def _iso_currency(cls, value: str) -> str:
        minor_units(value)
        return value


def read_mapping(path: Path) -> Mapping:
    """Return the mapping file at `path`; raise `Refused` where it is not one."""
    try:
        return mapping_of(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        raise Refused([_problem(path.name, "", "a mapping file at this path", "Check the path.")]) from None


def mapping_of(text: str, file: str = "mapping") -> Mapping:
    """Return the mapping that a YAML text says; `file` names it in errors.

    Every value is read as it is written: 0800 keeps its zero, NO is a text and 2025-01-01 is no date.
    """
    import yaml

    try:
        said = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (builds only texts, lists and dictionaries)
        if asked := list(_unanswered(yaml.compose(text, Loader=yaml.BaseLoader), file)):
            raise Refused(asked)
        return Mapping.model_validate(said or {})
    except yaml.YAMLError as error:
        mend = "Mind the indentation, and quote texts that hold a colon or begin with a mark."
        problems = [_problem(file, "", f"YAML: {error}".replace("\n", " "), mend)]
    except ValidationError as error:
        problems = [_invalid(file, item) for item in error.errors(include_context=False)]
    raise Refused(problems)


def _unanswered(node: Any, file: str, place: str = "") -> Iterator[Problem]:
    """Yield a problem for each value that is still `UNANSWERED`, with its line."""
    for key, value in _items(node):
        if value.value == UNANSWERED:
            mend = "Write it on this line: the comments there and above say what is asked."
            line, expected = value.start_mark.line + 1, f"an answer in place of {UNANSWERED}"
            yield Problem("unanswered", file, line, f"{place}{key}", UNANSWERED, expected, mend)
        yield from _unanswered(value, file, f"{place}{key}.")


def _items(node: Any) -> Iterator[tuple[str, Any]]:
    if node is not None and node.id == "mapping":
        yield from ((key.value, value) for key, value in node.value)
    elif node is not None and node.id == "sequence":
        yield from ((str(place), value) for place, value in enumerate(node.value))


def _invalid(file: str, item: Any) -> Problem:
    place = ".".join(str(part) for part in item["loc"])
    said = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        return _problem(
            file, place, "only known keys", "Correct or remove this key; docs/books-contract.md lists them."
        )
    return _problem(file, place, said[:1].lower() + said[1:], "Correct this part of the mapping file.")


def _problem(file: str, place: str, expected: str, mend: str) -> Problem:
    return Problem("mapping", file, None, place, "", expected, mend)
