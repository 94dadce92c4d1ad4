import { text } from 'node:stream/consumers';
import { week } from '../../static/js/lib/hours.js';
import { at, describe } from '../../static/js/lib/opening.js';

/** What the phone says to each question on standard input: tests/test_hours_twins.py compares it with Python. */
const answers = JSON.parse(await text(process.stdin)).map(({ hours, now, zone, good_until }) => {
  const opening = at(hours, now, zone, good_until);
  return { ...opening, say: describe(opening, now, zone), week: week(hours) };
});
process.stdout.write(JSON.stringify(answers));
