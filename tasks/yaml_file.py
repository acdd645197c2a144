"""Settings that people write in YAML: read strictly, refused whole, with the place and the mend."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class FileRefused(ValueError):
    """A file that does not say what it should; nothing of it is used."""


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML in which a key stands once: plain YAML would let the second entry replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} is not text: write it in quotes", key_node.start_mark
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key}' stands twice: keep one of the two", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Return the file at `path` as a `model`.

    Raise `FileRefused` naming the file and every entry that is wrong in it.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise FileRefused(f"{path} does not exist: write it, or run `countersign setup`.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise FileRefused(f"{path} is not readable YAML in UTF-8: {error}") from error
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise FileRefused(f"{path} is refused: {_in_words(error)}") from error


def _in_words(error: ValidationError) -> str:
    return "; ".join(_one(item["loc"], item["type"], item["msg"]) for item in error.errors())


def _one(place: tuple[int | str, ...], kind: str, message: str) -> str:
    where = ".".join(str(part) for part in place)
    if kind == "extra_forbidden":
        return f"{where}: this name is not known, correct or remove it"
    text = message.removeprefix("Value error, ")
    return f"{where}: {text}" if where else text
