"""Takes away what a deployment may not hand out, and every way there: pages, parts, questions, lines, links."""

import dataclasses
from collections.abc import Collection
from typing import Any

from pwa.model.directory import Directory
from pwa.model.guide import Link
from pwa.model.library import Library
from pwa.model.services import SUBJECTS, Service


def without(library: Library, subjects: Collection[str]) -> Library:
    """The library without what is about one of `subjects`. The emergency guides have no subject and stay whole."""
    if not subjects:
        return library
    kept = _cut(library, subjects)
    left = {slug: set(ids) for slug, ids in kept.anchors.items()}
    pruned = {
        slug: _without_links(page, slug, left)
        for slug, page in kept.titled.items()
        if slug not in kept.shelves and slug not in kept.pages
    }
    return dataclasses.replace(
        kept,
        guides={slug: pruned[slug] for slug in kept.guides},
        articles={slug: pruned[slug] for slug in kept.articles},
        mixing=pruned["mixing"],
        laws=pruned["laws"],
        quiz=pruned["quiz"],
        poster=pruned["poster"],
    )


def _cut(library: Library, subjects: Collection[str]) -> Library:
    """Without the pages, parts and questions; what leads to them still does."""
    articles = {}
    for slug, article in library.articles.items():
        section = tuple(part for part in article.section if part.subject not in subjects)
        if article.subject not in subjects and section:
            articles[slug] = dataclasses.replace(article, section=section)
    single = {
        name: dataclasses.replace(page, section=tuple(part for part in page.section if part.subject not in subjects))
        for name, page in (("mixing", library.mixing), ("laws", library.laws))
    }
    questions = tuple(question for question in library.quiz.question if question.subject not in subjects)
    quiz = dataclasses.replace(library.quiz, question=questions)
    directory = _cut_directory(library.directory, subjects)
    groups = tuple(group for group in library.poster.group if group.subject not in subjects)
    poster = dataclasses.replace(library.poster, group=groups)
    return dataclasses.replace(
        library,
        articles=articles,
        quiz=quiz,
        poster=poster,
        directory=directory,
        **single,  # type: ignore[arg-type]
    )


def _cut_directory(directory: Directory, subjects: Collection[str]) -> Directory:
    """Services lose what may not be offered; one that has nothing else goes."""

    def left(service: Service) -> Service:
        categories = tuple(each for each in service.categories if SUBJECTS.get(each) not in subjects)
        return dataclasses.replace(service, categories=categories)

    lists = {
        name: dataclasses.replace(
            listed, service=tuple(each for each in map(left, listed.service) if each.categories)
        )
        for name, listed in directory.lists.items()
    }
    return dataclasses.replace(directory, lists=lists)


def _without_links(value: Any, slug: str, left: dict[str, set[str]]) -> Any:
    """The same value without links and related pages that lead nowhere any more."""
    if isinstance(value, tuple):
        return tuple(_without_links(item, slug, left) for item in value if not _is_dead(item, slug, left))
    if isinstance(value, dict):
        return {name: _without_links(item, slug, left) for name, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed: dict[str, Any] = {}
        for field in dataclasses.fields(value):
            found = getattr(value, field.name)
            if field.name == "related":
                changed[field.name] = tuple(name for name in found if name in left)
            else:
                changed[field.name] = None if _is_dead(found, slug, left) else _without_links(found, slug, left)
        return dataclasses.replace(value, **changed)
    return value


def _is_dead(value: Any, slug: str, left: dict[str, set[str]]) -> bool:
    if not isinstance(value, Link):
        return False
    page, _, anchor = value.to.partition("#")
    ids = left.get(page or slug)
    return ids is None or bool(anchor and anchor not in ids)
