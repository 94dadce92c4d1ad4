/** What opens over a screen and goes again: what changed, what to say, the list, the last dose. */

import { make, plain } from '../dom.js';
import { MINUTE } from '../lib/rescue.js';

/**
 * @param {RescueFlow} flow
 * @param {{
 *   send: (event: any) => void, state: () => RescueState, now: () => number, leave: () => void, anew: () => void,
 *   voice: { available: boolean }, read: () => void,
 * }} act
 */
export function panels(flow, act) {
  const { words } = flow;
  const content = make('div', { className: 'panel-content' });
  const heading = make('h2', { tabIndex: -1 });
  const element = /** @type {HTMLDialogElement} */ (
    make('dialog', { className: 'panel', 'aria-labelledby': 'panel-title' }, content)
  );
  heading.id = 'panel-title';

  /** @type {(title: RescueText | undefined, ...children: (Node | false | null)[]) => void} */
  const fill = (title, ...children) => {
    heading.replaceChildren(make('span', {}, title));
    content.replaceChildren(
      make(
        'div',
        { className: 'panel-head' },
        heading,
        /** @type {Element} */ (document.querySelector('.exit')).cloneNode(true), // The other one is covered.
        make('button', { type: 'button', className: 'pill', onclick: close }, words.close),
      ),
      ...children.filter((child) => child instanceof Node),
    );
  };
  /** @type {(text: RescueText | undefined, onclick: () => void, tone?: string) => HTMLElement} */
  const line = (text, onclick, tone = 'plain') =>
    make('button', { type: 'button', className: `answer answer--${tone}`, onclick }, make('strong', {}, text));
  /** @type {(work: () => void) => () => void} */
  const then = (work) => () => {
    close();
    work();
  };
  function close() {
    element.close?.();
    element.removeAttribute('open');
  }

  /** @type {Record<string, () => void>} */
  const kinds = {
    changes: () =>
      fill(
        words.changed,
        make(
          'div',
          { className: 'panel-list' },
          ...flow.changes.map(({ to, text }) =>
            line(
              text,
              then(() => act.send({ type: 'open', step: to })),
            ),
          ),
        ),
      ),
    more: () =>
      fill(
        words.tools,
        make('p', { className: 'rescue-hint' }, words['keep-open']),
        make(
          'div',
          { className: 'panel-list' },
          line(words.say, () => kinds.say?.()),
          Boolean(act.voice.available || flow.steps[act.state().step]?.audio) && line(words.read, then(act.read)),
          line(words.log, () => kinds.log?.()),
          act.state().doses.length > 0 && line(words['dose-change'], () => kinds.dose?.()),
          line(words.anew, then(act.anew), 'quiet'),
          line(words.leave, then(act.leave), 'quiet'),
        ),
      ),
    say: () => {
      const place = make('p', { className: 'panel-place' });
      const foreign = flow.language !== 'en';
      fill(
        words.say,
        make('p', {}, words['say-first']),
        make(
          'ol',
          { className: 'panel-say' },
          ...flow.say.map(({ line: own, english, aloud }) =>
            make(
              'li',
              {},
              make('strong', {}, own),
              foreign && make('span', { lang: 'en' }, english),
              foreign && make('em', {}, aloud),
            ),
          ),
        ),
        'geolocation' in navigator &&
          make('button', { type: 'button', className: 'act act--quiet', onclick: () => locate(place) }, words.where),
        place,
        make('p', { className: 'rescue-hint' }, words['say-law']),
      );
    },
    dose: () => {
      const { doses } = act.state();
      const given = /** @param {number} minutes */ (minutes) =>
        then(() => act.send({ type: 'redose', given: act.now() - minutes * MINUTE }));
      fill(
        words['dose-change'],
        make('p', {}, plain(words['since-dose'], { n: doses.length }), ': ', time(doses.at(-1)?.at ?? 0)),
        make('p', {}, words['dose-when']),
        make(
          'div',
          { className: 'panel-list' },
          line(words['just-now'], given(0)),
          ...[1, 2, 3, 5].map((n) => line(plain(words[n === 1 ? 'minute-ago' : 'minutes-ago'], { n }), given(n))),
          line(
            words['dose-undo'],
            then(() => act.send({ type: 'redose', given: null })),
            'alarm',
          ),
        ),
      );
    },
    log: () => {
      const text = () =>
        entries(act.state())
          .map((entry) => entry.join('  '))
          .join('\n');
      const told = make('p', { role: 'status' });
      fill(
        words.log,
        make('p', { className: 'rescue-hint' }, words['log-warning']),
        table(act.state()),
        make(
          'div',
          { className: 'rescue-row' },
          Boolean(navigator.clipboard) &&
            make('button', { type: 'button', className: 'pill', onclick: () => copy(text(), told) }, words.copy),
          Boolean(navigator.share) &&
            make(
              'button',
              { type: 'button', className: 'pill', onclick: () => navigator.share({ text: text() }).catch(() => {}) },
              words.share,
            ),
        ),
        make('p', { className: 'rescue-hint' }, words['copy-warning']),
        told,
      );
    },
  };

  /** @type {(text: string, told: HTMLElement) => void} */
  const copy = (text, told) => {
    navigator.clipboard.writeText(text).then(
      () => told.replaceChildren(plain(words.copied)),
      () => {},
    );
  };

  /** @type {(at: number) => string} */
  const time = (at) => new Intl.DateTimeFormat(flow.language, { hour: 'numeric', minute: '2-digit' }).format(at);

  /** Clock time, minutes since the start, English, and the reader's language. @param {RescueState} state */
  const entries = (state) =>
    [...state.log]
      .sort((one, other) => one.at - other.at)
      .map(({ at, note, dose }) => {
        const [own = note, english = note] = flow.notes[note] ?? [];
        const values = { n: dose ?? '' };
        const minutes = Math.floor((at - state.startedAt) / MINUTE);
        return [
          time(at),
          `${minutes < 0 ? '−' : '+'}${Math.abs(minutes)} min`,
          plain(english, values),
          plain(own, values),
        ];
      });

  /** @param {RescueState} state */
  const table = (state) =>
    make(
      'ol',
      { className: 'log' },
      ...entries(state).map(([clock, since, english, own]) =>
        make(
          'li',
          {},
          make('span', { className: 'log-time' }, `${clock} (${since})`),
          make('strong', { lang: 'en' }, english),
          flow.language !== 'en' && make('span', {}, own),
        ),
      ),
    );

  /** The place in large digits; it stays on this screen and nowhere else. @param {HTMLElement} place */
  function locate(place) {
    place.replaceChildren(plain(words['where-wait']));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const where = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
        place.replaceChildren(
          make('strong', {}, plain(words['where-found'], { place: where, n: Math.round(coords.accuracy) })),
        );
      },
      () => place.replaceChildren(plain(words['where-failed'])),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  }

  return {
    element,
    log: table,
    /** @param {string} name */
    open: (name) => {
      kinds[name]?.();
      if (!element.open) element.showModal?.();
      heading.focus();
    },
  };
}
