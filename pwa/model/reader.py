"""Reads one content file into typed objects, and walks those objects message by message.

The same types serve three readers: the site (`read_table`), the translators (`messages`) and the reader's
language (`translate`). A field of type `Message` or `Paragraphs` is translatable; nothing else is.
"""

import dataclasses
import re
import tomllib
import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pwa.model.errors import SiteError
from pwa.model.words import Message, Paragraphs

Shape = TypeVar("Shape")

PLACEHOLDER = re.compile(r"\{(?!(?:app|n|place)\})[^}]*\}?")
"""A hole in a sentence that nothing fills. `{app}` is the app's name; scripts put in a number and a place."""
SLUG = re.compile(r"[a-z][a-z0-9-]*")
MARKUP = re.compile(r"</?[a-zA-Z!]|&[a-z]+;|&#")


class ContentError(SiteError):
    """Content that may not be published. The message names the file, the key, what was found and expected."""

    def __init__(self, file: Path | str, key: str, found: object, expected: str) -> None:
        """Say where (`file`, `key`), what stands there (`found`) and what should (`expected`)."""
        place = f"{file}: {key}" if key else f"{file}"
        super().__init__(f"{place}: found {found}, expected {expected}.")


def check_slug(name: str, file: Path, key: str) -> str:
    """`name`, if an address can hold it; else a `ContentError`."""
    if not SLUG.fullmatch(name):
        raise ContentError(file, key, f'the name "{name}"', "lower-case letters, digits and hyphens")
    return name


def choices(kind: Any) -> tuple[str, ...]:
    """The words a `Literal` allows."""
    return cast(tuple[str, ...], get_args(kind))


def read_table(file: Path) -> dict[str, Any]:
    """The TOML table in `file`; a `ContentError` if it is not there, empty, not UTF-8 or not TOML."""
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(
            file,
            "",
            f"byte 0x{error.object[error.start]:02x} at {error.start}",
            "UTF-8 text; save it as UTF-8",
        ) from None
    except OSError as error:
        raise ContentError(file, "", error.strerror or "an unreadable file", "a file we can read") from None
    if text.startswith("\ufeff"):
        raise ContentError(file, "", "a byte order mark at its start", "UTF-8 without one; save it as plain UTF-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(file, "", f"a TOML mistake ({error})", "TOML; docs/writing.md shows the form") from None
    if not table:
        raise ContentError(file, "", "nothing in it", "content; delete the file if it is not needed")
    return table


def read(file: Path, shape: type[Shape]) -> Shape:
    """The content of `file` as a `shape` (a dataclass); a `ContentError` names the first mistake."""
    return build(shape, read_table(file), file)


def build(shape: type[Shape], table: object, file: Path, key: str = "") -> Shape:
    """A dataclass `shape` from a TOML `table` that stands at `key` of `file`."""
    if not isinstance(table, dict):
        raise ContentError(file, key, _seen(table), f"a table with {_keys(shape)}")
    hints = _hints(shape)  # type: ignore[arg-type] # a class is hashable
    fields = {field.name: field for field in dataclasses.fields(shape)}  # type: ignore[arg-type]
    for name in table:
        if name not in fields:
            raise ContentError(file, _join(key, name), "an unknown key", f"one of {_keys(shape)}")
    for name, field in fields.items():
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        if required and name not in table:
            raise ContentError(file, _join(key, name), "no such key", _wanted(hints[name]))
    values = {name: _value(hints[name], found, file, _join(key, name)) for name, found in table.items()}
    return shape(**values)


# A list has thousands of entries of one shape.
_hints = lru_cache(get_type_hints)


def _value(hint: Any, found: object, file: Path, key: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _value(next(kind for kind in arguments if kind is not type(None)), found, file, key)
    if origin is tuple:
        if not isinstance(found, list) or not found:
            raise ContentError(file, key, _seen(found), _wanted(hint))
        return tuple(
            _value(arguments[0], item, file, f"{key}[{number}]") for number, item in enumerate(found, start=1)
        )
    if origin is dict:
        if not isinstance(found, dict):
            raise ContentError(file, key, _seen(found), _wanted(hint))
        return {name: _value(arguments[1], item, file, _join(key, name)) for name, item in found.items()}
    if origin is Literal:
        if found not in arguments:
            raise ContentError(file, key, _seen(found), _wanted(hint))
        return found
    if dataclasses.is_dataclass(hint):
        return build(cast(type, hint), found, file, key)
    if hint is Paragraphs:
        text = _text(found, file, key, hint)
        return Paragraphs(_message(part, file, key) for part in re.split(r"\n\s*\n", text.strip()))
    if hint is Message:
        text = _text(found, file, key, hint)
        if re.search(r"\n\s*\n", text.strip()):
            raise ContentError(file, key, "a blank line", "one paragraph")
        return _message(text, file, key)
    if hint is str:
        return _text(found, file, key, hint)
    if hint is date and isinstance(found, datetime):
        raise ContentError(file, key, _seen(found), _wanted(hint))
    if not isinstance(found, hint) or (hint is int and isinstance(found, bool)):
        raise ContentError(file, key, _seen(found), _wanted(hint))
    return found


def _text(found: object, file: Path, key: str, hint: Any) -> str:
    if not isinstance(found, str) or not found.strip():
        raise ContentError(file, key, _seen(found), _wanted(hint))
    return found


def _message(text: str, file: Path, key: str) -> Message:
    """Line breaks inside a paragraph are for the file's width only; HTML has no place in a sentence, `{app}` has."""
    if markup := MARKUP.search(text):
        raise ContentError(file, key, f"HTML ({markup.group()})", "plain text; only **strong** is allowed")
    if hole := PLACEHOLDER.search(text):
        raise ContentError(file, key, hole.group(), "no braces, or {app} for the app's name")
    return Message(" ".join(text.split()))


def messages(value: object, key: str = "", kind: type[str] = Message) -> Iterator[tuple[str, Any]]:
    """Every message inside `value`, depth first, each with the dotted key of its place.

    `kind` is the type of a message: another one once the value has been translated.
    """
    if isinstance(value, kind):
        yield key, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from messages(item, f"{key}[{number}]", kind)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from messages(item, _join(key, name), kind)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from messages(getattr(value, field.name), _join(key, field.name), kind)


def translate(value: Any, into: Callable[[Message], str]) -> Any:
    """The same shape as `value` with each message passed through `into`; everything else untouched."""
    if isinstance(value, Message):
        return into(value)
    if isinstance(value, tuple):
        return tuple(translate(item, into) for item in value)
    if isinstance(value, Mapping):
        return {name: translate(item, into) for name, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: translate(getattr(value, f.name), into) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **changed)
    return value


def _join(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _keys(shape: type) -> str:
    return ", ".join(field.name for field in dataclasses.fields(shape))


def _seen(found: object) -> str:
    """`found` as a sentence can hold it: what it is, and a little of what it says."""
    if found == "" or (isinstance(found, str) and not found.strip()):
        return "an empty text"
    if found == []:
        return "an empty list"
    if isinstance(found, dict):
        return "a table"
    shown = str(found) if not isinstance(found, str) else f'"{found}"'
    return shown if len(shown) <= 60 else f"{shown[:57]}…"


def _wanted(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _wanted(next(kind for kind in arguments if kind is not type(None)))
    if origin is tuple:
        return f"a list of {_wanted(arguments[0])}"
    if origin is dict:
        return "a table"
    if origin is Literal:
        return "one of " + ", ".join(f'"{choice}"' for choice in arguments)
    if dataclasses.is_dataclass(hint):
        return f"a table with {_keys(cast(type, hint))}"
    names = {Message: "a sentence", Paragraphs: "paragraphs", str: "text", bool: "true or false"}
    return {**names, int: "a whole number", date: "a date such as 2026-11-22"}.get(hint, str(hint))
