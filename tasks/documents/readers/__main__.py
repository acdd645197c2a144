"""The process in which documents are read: it has no folder, no key and no network to lose, only bytes and bounds.

Takes documents from its standard input, each as a line `FORMAT SIZE` and then that many bytes; answers each with a line
of JSON, `{"blocks": [[text, page, heading, alone], ...]}` or `{"problem": "..."}`.
"""

import json
import resource
import sys

from tasks.documents.readers import UnreadableDocument, reader_of

MEMORY = 1_500_000_000
"""Bytes that reading one document may take."""
LONGEST_TEXT = 5_000_000
"""Characters of one document."""


def main() -> None:
    """Answer documents until the input ends."""
    _bound()
    while line := sys.stdin.buffer.readline():
        format, size = line.decode().split()
        answer = _read(format, sys.stdin.buffer.read(int(size)))
        sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")
        sys.stdout.flush()


def _bound() -> None:
    """Take from this process what reading does not need."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the bound is refused or not kept
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read(format: str, content: bytes) -> dict[str, object]:
    try:
        blocks = reader_of(format)(content)
    except UnreadableDocument as error:
        return {"problem": str(error)}
    except (MemoryError, RecursionError):
        return {"problem": "reading it takes more memory than one document may have: cut it into parts"}
    except Exception as error:
        return {"problem": f"it is damaged: {type(error).__name__}: {error}"[:300]}
    length = sum(len(block.text) for block in blocks)
    if length > LONGEST_TEXT:
        return {"problem": f"it holds {length:,} characters; at most {LONGEST_TEXT:,} are read: cut it into parts"}
    return {"blocks": [[block.text, block.page, block.heading, block.alone] for block in blocks]}


if __name__ == "__main__":
    main()
