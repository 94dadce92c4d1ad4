"""Reads the guided rescue and refuses one that could lead a helper astray.

What is checked here no screen can show: a button that leads nowhere, a person rolled on the side who was not
found breathing well, something one goes on doing without the next breathing check.
"""

from pathlib import Path

from pwa.model.reader import ContentError, read
from pwa.model.rescue import RESUME, Changes, Rescue, RescueStep, Steps, Words

LONGEST_WITHOUT_CHECK_S = 120
"""A breathing check comes at least every 2 minutes. Source: docs/decisions/0007-the-overdose-order.md."""


def read_rescue(folder: Path) -> Rescue:
    """The guided rescue from steps.toml, changes.toml and words.toml; the first mistake is a `ContentError`."""
    rescue = Rescue(
        steps=read(folder / "steps.toml", Steps),
        changes=read(folder / "changes.toml", Changes),
        words=read(folder / "words.toml", Words),
    )
    seen: set[str] = set()
    for name, key, step in rescue.placed():
        file = folder / name
        if step.id in seen or step.id == RESUME:
            raise ContentError(file, f"{key}.id", f'"{step.id}" a second time', "an id of its own")
        seen.add(step.id)
        if name == "steps.toml" and step.person is None:
            raise ContentError(file, f"{key}.person", "no such key", "how the person is on this screen")
        _check_step(rescue, step, file, key)
    for number, change in enumerate(rescue.changes.change, start=1):
        if change.to not in rescue.screens:
            file = folder / "changes.toml"
            raise ContentError(file, f"change[{number}].to", f'"{change.to}"', "the id of a step")
    return rescue


def _check_step(rescue: Rescue, step: RescueStep, file: Path, key: str) -> None:
    if step.kind == "do" and not (step.every and step.check in rescue.screens):
        raise ContentError(file, f"{key}.check", "no breathing check", "every (seconds) and the check's step id")
    if step.kind != "do" and (step.every or step.check):
        raise ContentError(file, f"{key}.every", "a breathing check", 'none: only kind "do" has one')
    if step.every and step.every > LONGEST_WITHOUT_CHECK_S:
        raise ContentError(file, f"{key}.every", f"{step.every}", f"at most {LONGEST_WITHOUT_CHECK_S} seconds")
    for number, answer in enumerate(step.answer, start=1):
        place = f"{key}.answer[{number}]"
        if answer.to != RESUME and answer.to not in rescue.screens:
            raise ContentError(file, f"{place}.to", f'"{answer.to}"', f'"{RESUME}" or the id of a step')
        if answer.note is not None and answer.note not in rescue.words.note:
            raise ContentError(file, f"{place}.note", f'"{answer.note}"', "a name under [note] of words.toml")
        target = rescue.screens.get(answer.to)
        if target and target.needs == "well" and answer.breathing != "well" and step.needs != "well":
            raise ContentError(file, place, f'a way to "{answer.to}" for anyone', 'breathing = "well" on that answer')
