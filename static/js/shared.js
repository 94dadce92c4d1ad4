/**
 * What app.js and the parts that are fetched later have in common. All begin with this, so that it is one file on the
 * phone, which comes beside app.js. Apart, these were six small ones, a round trip later.
 */
import './dom.js';
import './lib/attempt.js';
import './lib/platform.js';
import './lib/record.js';
import './lib/saving.js';
import './lib/sentence.js';
import './lib/storage.js';
import './rescue/store.js';
import './speech/voices.js';
