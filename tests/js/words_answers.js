import { text } from 'node:stream/consumers';
import { withoutNames } from '../../static/js/lib/report-words.js';

/** What the phone makes of each text on standard input: tests/reports/test_words_twins.py compares it with Python. */
process.stdout.write(JSON.stringify(JSON.parse(await text(process.stdin)).map(withoutNames)));
