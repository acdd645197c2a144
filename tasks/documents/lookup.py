"""What a search asks of one folder's index: which passages hold a word, how well, and what they say."""

import json
import sqlite3
from typing import Any


def documents(connection: sqlite3.Connection) -> dict[int, str]:
    """Return the document of each passage."""
    return dict(connection.execute("SELECT number, path FROM passages").fetchall())


def matches(connection: sqlite3.Connection, query: str) -> dict[int, float]:
    """Return the passages that match a full-text query of words in quotes, with their bm25 (the better the lower)."""
    weights = "0.5, 1.5, 1.0, 1.0"  # of the document's name, the headings, the text, its German stems
    rows = connection.execute(f"SELECT rowid, bm25(words, {weights}) FROM words WHERE words MATCH ?", (query,))
    return dict(rows.fetchall())


def compounds(connection: sqlite3.Connection, word: str, shortest: int) -> list[str]:
    """Return the words of the folder that begin or end with `word`, and those of `shortest` letters that it does."""
    rows = connection.execute(
        "SELECT term FROM vocabulary WHERE term <> :word AND length(term) >= :shortest AND ("
        "  substr(term, 1, length(:word)) = :word OR substr(term, -length(:word)) = :word"
        "  OR substr(:word, 1, length(term)) = term OR substr(:word, -length(term)) = term) LIMIT 40",
        {"word": word, "shortest": shortest},
    )
    return [term for (term,) in rows]


def passage(connection: sqlite3.Connection, number: int) -> dict[str, Any]:
    """Return a passage's row with the hash of its document."""
    columns = ("id", "document", "page", "heading", "start", "end", "text", "sha256")
    row = connection.execute(
        "SELECT p.id, p.path, p.page, p.heading, p.start, p.stop, p.text, d.sha256 FROM passages p "
        "JOIN documents d ON d.path = p.path WHERE p.number = ?",
        (number,),
    ).fetchone()
    return {**dict(zip(columns, row, strict=True)), "heading": tuple(json.loads(row[3]))}
