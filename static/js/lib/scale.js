/**
 * The longest round length that fits a scale bar. Pure.
 *
 * @param {number} mostM - metres that fit
 * @param {{ unit: string, meters: number }[]} units - from the larger to the smaller
 * @returns {{ amount: number, unit: string, meters: number }}
 */
export function scaleBar(mostM, units) {
  const { unit, meters } = units.find((each) => each.meters <= mostM) ?? /** @type {any} */ (units.at(-1));
  const most = mostM / meters;
  const power = 10 ** Math.floor(Math.log10(most));
  const amount = ([5, 3, 2, 1].find((each) => each * power <= most) ?? 1) * power;
  return { amount, unit, meters: amount * meters };
}

export const MILES = [
  { unit: 'mile', meters: 1609.344 },
  { unit: 'foot', meters: 0.3048 },
];
export const KILOMETERS = [
  { unit: 'kilometer', meters: 1000 },
  { unit: 'meter', meters: 1 },
];
