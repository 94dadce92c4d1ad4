"""The guided rescue as the phone reads it: one JSON file for each language, fetched with the core."""

from dataclasses import fields, is_dataclass
from typing import Any

from pwa.compact import as_json
from pwa.config import Settings
from pwa.i18n import Language, Text
from pwa.model.errors import SiteError
from pwa.model.rescue import Rescue

NOT_FOR_THE_PHONE = ("sources", "reviewed", "extra")


class RecordingError(SiteError):
    """A recording nobody would hear. The message names the file and the remedy."""


def rescue_json(
    rescue: Rescue, source: Rescue, language: Language, settings: Settings, assets: dict[str, str]
) -> bytes:
    """The flow of `rescue` in `language`, beside the English of `source` where medics or 911 must read it.

    Keys are those of the TOML files. A sentence is a string, or `{"en": ...}` where it is English on purpose.
    Lines that hang on a setting are there only where the setting is on. `assets` holds the address of each file;
    a step with a recording in this language carries it.
    """
    on = {"text-911": settings.text_911, "silent-911": settings.silent_911}
    steps = {}
    for step in rescue.screens.values():
        steps[step.id] = _plain(step)
        extra = [_plain(extra.text) for extra in step.extra if on[extra.setting]]
        steps[step.id]["lines"] += extra
    for name, address in assets.items():
        kind, _, rest = name.partition("/")
        code, _, file = rest.partition("/")
        if kind != "audio" or code != language.code:
            continue
        step_id = file.rsplit(".", 1)[0]
        if step_id not in steps:
            raise RecordingError(f'static/{name}: found no step "{step_id}", expected one of {", ".join(steps)}.')
        steps[step_id]["audio"] = address
    flow = {
        "language": language.code,
        "first": next(iter(rescue.screens)),
        "steps": steps,
        "changes": _plain(rescue.changes.change),
        "words": _plain(rescue.words.word),
        "notes": _beside(rescue.words.note, source.words.note),
        "say": [
            {"line": _plain(say.line), "english": str(english.line), "aloud": _plain(say.aloud)}
            for say, english in zip(rescue.words.say, source.words.say, strict=True)
        ],
    }
    return as_json(flow)


def _beside(notes: Any, english: Any) -> dict[str, list[Any]]:
    return {name: [_plain(note), str(english[name])] for name, note in notes.items()}


def _plain(value: Any) -> Any:
    """`value` as JSON has it; what is empty or only for us is left out."""
    if isinstance(value, Text):
        return {"en": value.plain} if value.untranslated else value.plain
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if is_dataclass(value):
        shown = {field.name: getattr(value, field.name) for field in fields(value)}
        return {
            name: _plain(found)
            for name, found in shown.items()
            if name not in NOT_FOR_THE_PHONE and found not in (None, (), False, "")
        }
    return value
