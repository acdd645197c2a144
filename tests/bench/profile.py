"""Where a process's time goes, by the part of the system that spends it."""

from cProfile import Profile
from pathlib import Path
from pstats import Stats

ROOT = Path(__file__).parents[2]
PARTS = {
    "casebook (sqlalchemy, its drivers)": {"sqlalchemy", "aiosqlite", "asyncpg", "sqlite3"},
    "client (langchain, openai, httpx)": {"langchain_openai", "langchain_core", "openai", "httpx", "httpcore", "h11"},
    "Prefect": {"prefect"},
    "pydantic": {"pydantic", "pydantic_core"},
}
OURS, LOOP = "countersign's own code", "event loop and the rest"


def shares_by_part(profile: Profile) -> dict[str, float]:
    """Return which share (0 to 1) of the profiled thread's time was spent in each part, the waiting left out.

    A function written in C counts for the part that calls it.
    """
    spent: dict[str, float] = {}
    for (file, _, name), (_, _, own, _, callers) in Stats(profile).stats.items():  # pyright: ignore[reportAttributeAccessIssue]
        if "poll" in name and file == "~":
            continue
        callers_own = {where: each[2] for (where, _, _), each in callers.items()} if file == "~" else {}
        for where, seconds in (callers_own or {file: own}).items():
            spent[_part(where)] = spent.get(_part(where), 0) + seconds
    whole = sum(spent.values())
    return dict(sorted(((part, seconds / whole) for part, seconds in spent.items()), key=lambda each: -each[1]))


def _part(file: str) -> str:
    _, installed, inside = file.rpartition("site-packages/")
    package = Path(inside).parts[0].removesuffix(".py") if inside else ""
    if not installed:
        return OURS if Path(file).is_relative_to(ROOT) and ".venv" not in file else LOOP
    return next((part for part, packages in PARTS.items() if package in packages), LOOP)
