/**
 * Where the names on a map stand: along their street where it is straight enough, never over one another. Pure.
 *
 * @typedef {{ text: string, x: number, y: number, angle: number, size: number }} Label - middle, radians, pixels
 */

const STRAIGHT = 0.35;
/** Letters of other names keep away this far. */
const AIR = 3;

/** What is taken, as boxes in a grid of cells. */
export class Board {
  /** @param {number} [cell] - pixels */
  constructor(cell = 64) {
    this.cell = cell;
    /** @type {Map<string, number[][]>} */
    this.taken = new Map();
  }

  /**
   * Take the box if nobody has any of it.
   *
   * @param {number} left @param {number} top @param {number} right @param {number} bottom
   * @returns {boolean} whether it was free
   */
  take(left, top, right, bottom) {
    /** @type {[number, number, number, number]} */
    const box = [left - AIR, top - AIR, right + AIR, bottom + AIR];
    const cells = [...this.cells(box)];
    for (const cell of cells) {
      for (const [a = 0, b = 0, c = 0, d = 0] of this.taken.get(cell) ?? []) {
        if (box[0] < c && a < box[2] && box[1] < d && b < box[3]) return false;
      }
    }
    for (const cell of cells) this.taken.set(cell, [...(this.taken.get(cell) ?? []), box]);
    return true;
  }

  /** @param {number[]} box */
  *cells([left = 0, top = 0, right = 0, bottom = 0]) {
    for (let x = Math.floor(left / this.cell); x <= right / this.cell; x++) {
      for (let y = Math.floor(top / this.cell); y <= bottom / this.cell; y++) yield `${x} ${y}`;
    }
  }
}

/**
 * The straightest stretch of a line that a name fits on, or nothing.
 *
 * @param {number[]} line - x, y, x, y, … in pixels
 * @param {number} width - of the name
 * @returns {{ x: number, y: number, angle: number } | undefined}
 */
export function along(line, width) {
  let best;
  let straightest = STRAIGHT;
  for (let from = 0; from + 3 < line.length; from += 2) {
    const [x = 0, y = 0] = [line[from], line[from + 1]];
    let way = 0;
    for (let to = from + 2; to + 1 < line.length; to += 2) {
      way += Math.hypot((line[to] ?? 0) - (line[to - 2] ?? 0), (line[to + 1] ?? 0) - (line[to - 1] ?? 0));
      const [across, down] = [(line[to] ?? 0) - x, (line[to + 1] ?? 0) - y];
      const straight = Math.hypot(across, down);
      if (straight < width) continue;
      const bend = way / straight - 1;
      if (bend < straightest) {
        straightest = bend;
        best = { x: x + across / 2, y: y + down / 2, angle: upright(Math.atan2(down, across)) };
      }
      break;
    }
    if (straightest < 0.01) break;
  }
  return best;
}

/** Nobody reads upside down. @param {number} angle */
const upright = (angle) => (angle > Math.PI / 2 ? angle - Math.PI : angle <= -Math.PI / 2 ? angle + Math.PI : angle);
