/**
 * The sign of a service on a map: a shape for what one goes there for, so that nobody needs to see colours. Pure.
 *
 * @typedef {'safer' | 'treatment' | 'care' | 'emergency' | 'support' | 'daily'} Sign
 */

/** @type {Record<string, Sign>} The first kind of a service decides. */
const SIGNS = {
  naloxone: 'safer',
  'syringe-services': 'safer',
  'drug-checking': 'safer',
  disposal: 'safer',
  'overdose-prevention-center': 'safer',
  methadone: 'treatment',
  buprenorphine: 'treatment',
  detox: 'treatment',
  residential: 'treatment',
  outpatient: 'treatment',
  'wound-care': 'care',
  'hiv-hepatitis-testing': 'care',
  'primary-care': 'care',
  'emergency-room': 'emergency',
  crisis: 'support',
  'recovery-support': 'support',
};

/** @param {string[]} kinds @returns {Sign} */
export const signOf = (kinds) => SIGNS[kinds[0] ?? ''] ?? 'daily';

/** @type {Record<Sign, string>} The outline of each on a field of 24 by 24. */
export const SHAPES = {
  safer: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z',
  treatment: 'M3 3h18v18H3z',
  care: 'M8 2h8v6h6v8h-6v6H8v-6H2V8h6z',
  emergency: 'M8 2h8l6 6v8l-6 6H8l-6-6V8z',
  support: 'M12 1l11 11l-11 11L1 12z',
  daily: 'M12 2l11 20H1z',
};
