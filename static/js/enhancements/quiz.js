/** The quiz one question at a time. Nothing is kept unless the reader says so. */
import '../shared.js';
import { fillIn } from '../lib/sentence.js';
import { recall, remember } from '../lib/storage.js';

/** @param {HTMLElement} root */
export function enhance(root) {
  /** @type {(selector: string) => HTMLElement} */
  const find = (selector) => /** @type {HTMLElement} */ (root.querySelector(selector));
  const questions = [...root.querySelectorAll('.question')];
  const total = questions.length;
  const progress = find('.quiz-progress');
  const end = find('.quiz-end');
  const next = find('[data-quiz=next]');
  const kept = find('.quiz-kept');
  let at = 0;
  let right = 0;

  const told = () => fillIn(root.dataset.progress ?? '', { number: at + 1, total });

  /** @param {Element} question */
  function ask(question) {
    const details = /** @type {HTMLDetailsElement} */ (question.querySelector('details'));
    for (const choice of question.querySelectorAll('.choices li')) {
      const words = choice.textContent ?? '';
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', className: 'answer', textContent: words.trim() });
      button.addEventListener('click', () => {
        const good = choice.hasAttribute('data-is-right');
        if (good) right++;
        for (const each of question.querySelectorAll('.answer')) {
          each.setAttribute('disabled', '');
          const verdict = each.parentElement?.hasAttribute('data-is-right') ? root.dataset.right : undefined;
          mark(each, each === button && !good ? root.dataset.wrong : verdict, verdict ? 'right' : 'wrong');
        }
        details.open = true;
        details.hidden = false;
        next.hidden = false;
        progress.textContent = `${told()}: ${(good ? root.dataset.right : root.dataset.wrong) ?? ''}`;
        next.focus({ preventScroll: true }); // The answer stays in sight.
      });
      choice.replaceChildren(button);
    }
    details.open = false;
    details.hidden = true;
  }

  /** @type {(button: Element, word: string | undefined, kind: string) => void} */
  function mark(button, word, kind) {
    if (!word) return;
    const sign = document.createElement('strong');
    Object.assign(sign, { className: `verdict verdict--${kind}`, textContent: word });
    button.append(sign);
  }

  /** @param {number} number @param {boolean} [moved] - by the reader: the focus goes along */
  function show(number, moved) {
    at = number;
    questions.forEach((question, index) => {
      question.toggleAttribute('hidden', index !== at);
    });
    const over = at >= total;
    next.hidden = true;
    end.hidden = !over;
    progress.hidden = over;
    progress.textContent = told();
    const score = find('.quiz-score');
    score.textContent = fillIn(root.dataset.score ?? '', { right, total });
    if (!moved) return;
    const heading = over ? score : questions[at]?.querySelector('h2');
    heading?.focus();
  }

  function begin(moved = false) {
    right = 0;
    for (const question of questions) ask(question);
    show(0, moved);
  }

  function tellKept() {
    const [was = '', of = ''] = (recall('quiz') ?? '').split('/');
    kept.textContent = of ? fillIn(kept.dataset.kept ?? '', { right: was, total: of }) : '';
  }

  next.addEventListener('click', () => show(at + 1, true));
  find('[data-quiz=again]').addEventListener('click', () => begin(true));
  find('[data-quiz=keep]').addEventListener('click', () => {
    remember('quiz', `${right}/${total}`);
    tellKept();
  });
  tellKept();
  begin();
}
