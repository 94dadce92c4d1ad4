"""A phone that can speak, for browser tests: Chromium without a screen has no voices."""

VOICES = """(() => {
    const voices = ['en-US', 'es-MX'].map((lang) => ({ lang, name: lang, localService: true, default: false }))
    const heard = []
    let queue = []
    const synthesis = {
        voices,
        heard,
        get speaking() { return queue.length > 0 },
        pending: false,
        getVoices: () => synthesis.voices,
        speak(each) { queue.push(each); heard.push([each.voice.lang, each.text]) },
        cancel() { for (const each of queue.splice(0)) each.onerror?.({ error: 'canceled' }) },
        finish() { queue.shift()?.onend?.() },
        addEventListener(_, look) { synthesis.look = look },
    }
    Object.defineProperty(window, 'speechSynthesis', { value: synthesis })
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
})()"""
"""The script that gives a page two voices. `speechSynthesis.heard` has each sentence with its voice, `finish()` ends
the one being spoken, and after a change of `voices`, `look()` tells of it."""
