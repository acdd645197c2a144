"""A terminal of this machine: it types commands as they are printed, and reads what they print."""

import os
import re
import shlex

from click.testing import CliRunner

from flows.cli import main

_COMMAND = re.compile(r"^\s*(?:[a-z]+: +)?((?:COUNTERSIGN_HOME=\S+ )?\S*countersign ([a-z-]+) .*)$", flags=re.MULTILINE)


def typed(line: str, *, fails: bool = False) -> str:
    """Type a command, in the home that it names or this one; return what it prints."""
    words = shlex.split(line)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        assert os.environ[name] == value, f"{line}: the home is {os.environ[name]}"
    done = CliRunner().invoke(main, words[1:])
    assert (done.exit_code != 0) == fails, f"{line}: {done.output}"
    return done.output


def commands(told: str) -> dict[str, str]:
    """Return the printed command lines by their verbs."""
    return {verb: line for line, verb in _COMMAND.findall(told)}
