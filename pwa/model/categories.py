"""What readers call each category of the directory: `categories.toml`. Every category has its words, and no other."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pwa.model.reader import ContentError, build, choices, read_table
from pwa.model.services import Category
from pwa.model.words import Message


@dataclass(frozen=True)
class CategoryWords:
    """`name` is short enough for a filter and a heading."""

    name: Message


def read_categories(file: Path) -> dict[Category, CategoryWords]:
    """The words of every category, in the order of `Category`; a `ContentError` for one unknown or left out."""
    table, known = read_table(file), choices(Category)
    for name in table:
        if name not in known:
            raise ContentError(file, name, "an unknown category", f"one of {', '.join(known)}")
    for name in known:
        if name not in table:
            raise ContentError(file, name, "no such category", "a table with name")
    return {cast(Category, name): build(CategoryWords, table[name], file, name) for name in known}
