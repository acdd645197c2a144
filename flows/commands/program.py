"""How this program was called, so that the commands it prints can be typed as they stand."""

import shlex
import shutil
import sys
from pathlib import Path

from tasks.typed_commands import PROGRAM


def program() -> str:
    """Return this program as its user called it."""
    called = Path(sys.argv[0])
    found = shutil.which(PROGRAM)
    if called.name != PROGRAM or (found and called.exists() and Path(found).samefile(called)):
        return PROGRAM
    return shlex.quote(sys.argv[0])
