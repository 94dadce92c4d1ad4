"""Which fault a path meets now. Knows paths and counts; how a fault looks on the wire is `serving`'s job."""

import re
import threading
from dataclasses import dataclass

TAKES_A_NUMBER = {
    "pass": False,
    "hang": False,
    "status": True,
    "truncate": True,
    "truncate-length": True,
    "captive302": False,
    "captive200": False,
    "reset": False,
    "slow": True,
}


@dataclass(frozen=True)
class Mode:
    """One way to answer. `amount` is its status, bytes or bytes per second, where it takes a number."""

    name: str
    amount: int = 0


PASS = Mode("pass")


def read_mode(text: str) -> Mode:
    """The mode a text such as `hang` or `status 503` names; a ValueError says what was found and expected."""
    name, _, amount = text.partition(" ")
    takes_a_number = TAKES_A_NUMBER.get(name)
    if takes_a_number is None or takes_a_number != amount.isdecimal() or (amount and not takes_a_number):
        known = ", ".join(f"{mode} N" if number else mode for mode, number in TAKES_A_NUMBER.items())
        raise ValueError(f'found the mode "{text}", expected one of: {known}')
    mode = Mode(name, int(amount or 0))
    if mode.name == "status" and not 200 <= mode.amount <= 599:
        raise ValueError(f'found the mode "{text}", expected a status from 200 to 599')
    if mode.name == "slow" and mode.amount == 0:
        raise ValueError(f'found the mode "{text}", expected at least 1 byte per second (to stand still: hang)')
    return mode


@dataclass(eq=False)
class Rule:
    """A mode for the paths a pattern names, for the next `left` requests (None: for good)."""

    pattern: str
    mode: Mode
    left: int | None
    serial: int

    def covers(self, path: str) -> bool:
        """Whether the path is named; `*` stands for any characters, slashes too."""
        return re.fullmatch(".*".join(map(re.escape, self.pattern.split("*"))), path, re.DOTALL) is not None

    @property
    def rank(self) -> tuple[bool, int, int]:
        """The larger wins: an exact path, then the pattern that says more, then the later one."""
        return "*" not in self.pattern, len(self.pattern), self.serial


class Faults:
    """The rules in force, safe to change while requests are being answered."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._serial = 0
        self._changed = threading.Condition()

    def set(self, pattern: str, mode: Mode, times: int | None = None) -> None:
        """Replace what was said about this very pattern. A rule used up `times` counts as never made."""
        with self._changed:
            self._serial += 1
            self._rules = [rule for rule in self._rules if rule.pattern != pattern]
            self._rules.append(Rule(pattern, mode, times, self._serial))
            self._changed.notify_all()

    def clear(self) -> None:
        """Everything passes again, and whoever was kept waiting is answered."""
        with self._changed:
            self._rules = []
            self._changed.notify_all()

    def take(self, path: str) -> Rule:
        """The rule for one request to this path (a `pass` where none was made), counted as used."""
        with self._changed:
            live = [rule for rule in self._rules if rule.left != 0 and rule.covers(path)]
            if not live:
                return Rule(path, PASS, None, 0)
            rule = max(live, key=lambda rule: rule.rank)
            if rule.left is not None:
                rule.left -= 1
            return rule

    def wait_until_over(self, rule: Rule, path: str, timeout_s: float | None = None) -> bool:
        """Wait until told otherwise about this path: the rule replaced, cleared or outranked since."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_over(rule, path), timeout_s)

    def _is_over(self, rule: Rule, path: str) -> bool:
        later = (other for other in self._rules if other.serial > rule.serial and other.covers(path))
        return rule not in self._rules or any(other.rank > rule.rank for other in later)
