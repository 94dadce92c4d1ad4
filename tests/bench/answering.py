"""How soon a page answers what is typed or chosen, from the input event on."""

from playwright.sync_api import Page, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 640}

ANSWER = """async ([field, count, value]) => {
    const input = document.querySelector(field)
    input.value = value
    const began = performance.now()
    const answered = new Promise((done) => {
        const watch = new MutationObserver(() => { watch.disconnect(); done(performance.now() - began) })
        watch.observe(document.querySelector(count), { childList: true, characterData: true, subtree: true })
    })
    input.dispatchEvent(new Event('input', { bubbles: true }))
    const inPage = await answered
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    return [inPage, performance.now() - began]
}"""


def answer_ms(page: Page, field: str, shown: str, value: str) -> list[float]:
    """Milliseconds from the input until the element `shown` changes, and to the frame that shows it."""
    return [float(each) for each in page.evaluate(ANSWER, [field, shown, value])]
