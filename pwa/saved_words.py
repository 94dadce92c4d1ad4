"""The sentences that say what is saved on a phone: one JSON file for each language, saved with the core.

They are no part of the pages, because each page would repeat all of them.
"""

from pwa.compact import as_json
from pwa.i18n import Language


def saved_words(language: Language) -> bytes:
    """A sentence for each state, by its name in `static/js/lib/sentence.js`; `{saved}` and `{total}` are counts."""
    sentences = {
        "none": language.text("Not saved on this phone yet."),
        "saving": language.text("Saving the overdose guide: {saved} of {total}."),
        "core": language.text("The overdose guide is saved. Saving the rest: {saved} of {total}."),
        "ready": language.text("Saved on this phone. All {total} parts open without a network."),
        "partly": language.text("The overdose guide is saved. The rest needs a network once: {saved} of {total}."),
        "network": language.text("Not saved on this phone yet. It needs a network once."),
        "off": language.text("Nothing is saved on this phone, as you asked."),
        "erasing": language.text("Erasing."),
        "unsupported": language.text("This browser cannot save the app. It needs a network each time."),
    }
    return as_json({state: sentence.plain for state, sentence in sentences.items()})
