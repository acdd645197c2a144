"""Refuse the words of advertising in README, docs, command help and templates: `make check` runs this."""

import re
import sys
from pathlib import Path

from click import Context, Group

WORDS = ("powerful", "intelligent", "seamless", "cutting-edge", "elegant", "sophisticated", "robust", "advanced")
ROOT = Path(__file__).parents[1]


def texts() -> dict[str, str]:
    """Return what people read, by where it stands."""
    from flows.cli import main

    files = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("reports/templates/**/*")]
    found = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files if path.is_file()}
    return found | dict(_helps(main, Context(main, info_name="countersign")))


def offences(text: str) -> list[str]:
    """Return the refused words in `text`, as they stand there."""
    return re.findall(rf"\b(?:{'|'.join(WORDS)})(?:ly|ity|ness)?\b", text, flags=re.IGNORECASE)


def _helps(group: Group, context: Context) -> list[tuple[str, str]]:
    told = [(f"`{context.command_path} --help`", group.get_help(context))]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = Context(command, info_name=name, parent=context)
        told += (
            _helps(command, inner)
            if isinstance(command, Group)
            else [(f"`{inner.command_path} --help`", command.get_help(inner))]
        )
    return told


def main() -> None:
    """Print every offence and exit with 1 where there is one."""
    found = [f"{place}: '{word}': say it in plain words" for place, text in texts().items() for word in offences(text)]
    print("\n".join(found) or "plain words throughout")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
