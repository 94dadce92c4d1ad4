"""Someone beside a person who does not wake up, with the guided rescue in their hand."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

Flow = dict[str, Any]

HERE = 1_800_000_000
"""A time in seconds where tests that hold the clock begin."""


def plain(text: Any) -> str:
    """A sentence of the flow, English on purpose or not."""
    return str(text["en"] if isinstance(text, dict) else text)


class Helper:
    """One window on the overdose page. Answers are named by what they mean, so that words can be polished."""

    def __init__(self, page: Page, origin: str, flows: dict[str, Flow], language: str) -> None:
        self.page = page
        self.language = language
        self.errors: list[str] = []
        """What scripts threw."""
        self._origin = origin
        self._flows = flows
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @property
    def flow(self) -> Flow:
        """The screens in the language being read."""
        return self._flows[self.language]

    def word(self, name: str) -> str:
        """A word around the steps."""
        return plain(self.flow["words"][name])

    def url(self, path: str) -> str:
        """The address of a page in the language being read."""
        return f"{self._origin}/{self.language}/{path}"

    def start(self) -> None:
        """Open the overdose page and tap Start."""
        self.page.goto(self.url("overdose"))
        self.page.locator("main a[href$='#start']").click()
        self.on(self.flow["first"])

    def follow(self, path: str) -> None:
        """Open an address anew, as from outside."""
        self.page.goto("about:blank")
        self.page.goto(self.url(path))

    @property
    def guide(self) -> Locator:
        """The guided rescue."""
        return self.page.locator(".rescue")

    @property
    def call(self) -> Locator:
        """The way to 911."""
        return self.page.locator(".rescue a.rescue-call")

    @property
    def step(self) -> str:
        """The screen one is on."""
        return str(self.guide.get_attribute("data-step"))

    def on(self, step: str) -> None:
        """Wait for a screen."""
        self.page.locator(f'.rescue[data-step="{step}"]').wait_for()

    def answer(self, **meaning: object) -> Locator:
        """The button of this screen whose answer has these keys, as `to="cpr"` or `breathing="none"`."""
        found = [
            answer
            for answer in self.flow["steps"][self.step]["answer"]
            if all(answer.get(name) == value for name, value in meaning.items())
        ]
        assert len(found) == 1, f"{meaning} is {len(found)} answers of {self.step}"
        text = self.page.get_by_text(plain(found[0]["text"]), exact=True)
        return self.page.locator(".rescue-answers button").filter(has=text)

    def tap(self, **meaning: object) -> None:
        """Answer, a moment after the screen has come: before, it takes no tap."""
        found = self.answer(**meaning)
        found.evaluate("(each) => each.getAnimations().forEach((settling) => settling.finish())")
        found.click()

    def go(self, *meanings: dict[str, str]) -> None:
        """Answer one after the other, and find the call on every screen on the way."""
        for meaning in meanings:
            self.tap(**meaning)
            self.has_the_call()

    def has_the_call(self) -> None:
        """911 is one tap away."""
        assert self.call.get_attribute("href") == "tel:911", self.step
        assert self.call.is_visible(), self.step

    def button(self, word: str) -> Locator:
        """A button around the steps, by the name of its word."""
        return self.page.get_by_role("button", name=self.word(word), exact=True)

    def something_changed(self, to: str) -> None:
        """Choose from the list of what may change."""
        self.button("changed").click()
        (text,) = [plain(change["text"]) for change in self.flow["changes"] if change["to"] == to]
        self.page.locator("dialog .panel-list").get_by_role("button", name=text, exact=True).click()

    def tool(self, word: str) -> None:
        """Open one of the tools."""
        self.button("tools").click()
        self.page.locator("dialog .panel-list").get_by_role("button", name=self.word(word), exact=True).click()

    def tap_the_call(self) -> None:
        """Tap 911; the phone's own dialogue stays away."""
        self.page.evaluate("""() => document.addEventListener('click', (event) => {
            if (event.target.closest('a[href^="tel:"]')) event.preventDefault()
        }, { capture: true, once: true })""")
        self.call.click()

    @property
    def kept(self) -> dict[str, Any] | None:
        """What the phone keeps of the rescue."""
        return json.loads(self.page.evaluate("() => localStorage.getItem('respira.rescue')") or "null")

    def keep(self, text: str) -> None:
        """Put this into the phone's memory in place of the rescue."""
        self.page.evaluate("(text) => localStorage.setItem('respira.rescue', text)", text)

    def stand_on(self, step: str, **state: Any) -> None:
        """Be on a screen, the way of a helper who left the guide there and goes on. Start first."""
        found = self.flow["steps"][step]
        person = found.get("person", "unresponsive")
        doing = {"do": step, "check": "cpr" if step == "cpr-check" else "breaths"}.get(found["kind"])
        breathing = "well" if found.get("needs") else "weak"
        now = self.page.evaluate("() => Date.now()")
        fresh = {"lastAt": now, "since": now, "checkedAt": now, "notBefore": now}
        kept = self.kept
        assert kept is not None
        self.keep(
            json.dumps(
                kept
                | fresh
                | {"step": step, "person": person, "doing": doing, "breathing": breathing, "log": kept["log"][:1]}
                | state
            )
        )
        self.page.evaluate("""async () => {
            for (const hash of ['#left', '#rescue']) {
                const arrived = new Promise((done) => addEventListener('hashchange', done, { once: true }))
                location.hash = hash
                await arrived
            }
        }""")
        self.on(step)

    def hold_time(self) -> None:
        """From now on time passes only when told to. Before the first page."""
        self.page.clock.install(time=HERE - 1)
        self.page.clock.pause_at(HERE)

    def wait(self, seconds: float) -> None:
        """Let time pass, with everything that happens in it."""
        self.page.clock.run_for(round(seconds * 1000))

    def sleep(self, seconds: float) -> None:
        """The phone is locked: time passes, nothing runs, and then the page is back."""
        self.page.clock.set_system_time(self.page.evaluate("() => Date.now()") / 1000 + seconds)
        self.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    @property
    def check_clock(self) -> str:
        """What the clock of the next check shows."""
        return self.page.locator(".rescue-check strong").inner_text()

    @property
    def dose_clock(self) -> str:
        """The time since the last dose, or since Start."""
        return self.page.locator(".rescue-dose strong").inner_text()

    def is_focused(self, selector: str) -> bool:
        """Whether the focus is on an element like this."""
        return bool(self.page.evaluate("(selector) => document.activeElement.matches(selector)", selector))

    def plain_guide_is_readable(self) -> None:
        """The page underneath is there, whole, with its own way to call."""
        expect(self.guide).to_have_count(0)
        for selector in ("main h1", "main .part--step >> nth=0", ".thumb a[href='tel:911']"):
            expect(self.page.locator(selector)).to_be_visible()


def named(locator: Locator, text: str) -> None:
    """Fail unless the element says this and nothing else."""
    expect(locator).to_have_text(re.compile(rf"^\s*{re.escape(text)}\s*$"))
