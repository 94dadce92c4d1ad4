/** A list for one town, for who hands out paper: the other towns stay off it. */
import { make } from '../dom.js';

/** @param {HTMLElement} towns @param {import('./words.js').Say} say */
export function offerPrint(towns, say) {
  const sections = /** @type {HTMLElement[]} */ ([...towns.querySelectorAll('[data-town]')]);
  for (const section of sections) {
    const onclick = () => {
      const others = sections.filter((each) => each !== section);
      for (const each of others) each.hidden = true;
      addEventListener(
        'afterprint',
        () => {
          for (const each of others) each.hidden = false;
        },
        { once: true },
      );
      print();
    };
    section.append(make('button', { type: 'button', className: 'plain', onclick }, say('print')));
  }
}
