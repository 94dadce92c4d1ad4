"""The guided rescue as data: its screens, what may be answered on each, and what an answer means.

The order and the thresholds are in `pwa/content/rescue/`; `static/js/lib/rescue.js` walks through them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pwa.model.guide import Link
from pwa.model.words import Message

RESUME = "resume"
"""An answer that leads back to what the helper was doing."""

Who = Literal["adult", "child", "baby"]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a screen says instead for a child or a baby. What is missing stays as for an adult."""

    title: Message | None = None
    lines: tuple[Message, ...] = ()
    hint: Message | None = None
    say: tuple[Message, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One button: where it leads, and what it tells about the person.

    `breathing` is what a check found; `hands_only` turns pushes without breaths on or off, and is shown only
    where it changes something; `dose` says how many minutes ago naloxone was given; `only` limits the
    button to some people; `note` is the line it writes into the log, by its name in words.toml.
    """

    text: Message
    detail: Message | None = None
    tone: Literal["plain", "good", "unsure", "alarm", "quiet"] = "plain"
    to: str
    breathing: Literal["well", "weak", "none"] | None = None
    naloxone: Literal["spray", "injection", "none"] | None = None
    dose: Literal["0", "1", "2", "3", "5", "unknown"] | None = None
    hands_only: Literal["on", "off"] | None = None
    erase: bool = False
    only: tuple[Who, ...] = ()
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Extra:
    """A line shown only where the deployment says so."""

    setting: Literal["text-911", "silent-911"]
    text: Message


@dataclass(frozen=True, kw_only=True)
class RescueStep:
    """One screen.

    `kind`: `ask` waits for an answer; `do` is something one goes on doing, with a breathing `check` `every` so
    many seconds; `check` is a breathing check; `end` is over. `person` is how they are once this screen is
    reached (a change in between leaves it). `needs = "well"` is only for someone found breathing well; a screen
    that `gives` naloxone comes a second time only after a breathing check. `say_dosed` is said only where a dose
    was given, `hands_only_words` where there are pushes without breaths.
    """

    id: str
    kind: Literal["ask", "do", "check", "end"]
    person: Literal["unresponsive", "awake", "medics"] | None = None
    needs: Literal["well"] | None = None
    gives: bool = False
    check: str | None = None
    every: int | None = None
    title: Message
    pictogram: str | None = None
    lines: tuple[Message, ...]
    hint: Message | None = None
    extra: tuple[Extra, ...] = ()
    say: tuple[Message, ...] = ()
    say_dosed: Message | None = None
    tool: Literal["look", "breaths", "compressions", "log"] | None = None
    link: tuple[Link, ...] = ()
    child: Variant | None = None
    baby: Variant | None = None
    hands_only_words: Variant | None = None
    answer: tuple[Answer, ...]
    sources: tuple[str, ...]
    reviewed: date


@dataclass(frozen=True, kw_only=True)
class Change:
    """One line of "Something changed", and the screen it leads to."""

    to: str
    text: Message


@dataclass(frozen=True, kw_only=True)
class Say:
    """A sentence for 911, and how to read its English aloud in another language."""

    line: Message
    aloud: Message


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The file steps.toml: the screens every rescue may come to. The first is where it starts."""

    step: tuple[RescueStep, ...]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The file changes.toml: what may happen in between."""

    change: tuple[Change, ...]
    step: tuple[RescueStep, ...]


@dataclass(frozen=True, kw_only=True)
class Words:
    """The file words.toml: everything said around the screens."""

    note: dict[str, Message]
    word: dict[str, Message]
    say: tuple[Say, ...]


@dataclass(frozen=True, kw_only=True)
class Rescue:
    """The whole guided rescue, one field for each file."""

    steps: Steps
    changes: Changes
    words: Words

    @property
    def screens(self) -> dict[str, RescueStep]:
        """Every screen by its id, the first one first."""
        return {step.id: step for step in (*self.steps.step, *self.changes.step)}

    def placed(self) -> Iterator[tuple[str, str, RescueStep]]:
        """Every screen with the file it stands in and its key there, such as `steps.toml`, `step[1]`."""
        for name, steps in (("steps", self.steps.step), ("changes", self.changes.step)):
            for number, step in enumerate(steps, start=1):
                yield f"{name}.toml", f"step[{number}]", step

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources, each once."""
        return tuple(dict.fromkeys(source for step in self.screens.values() for source in step.sources))
