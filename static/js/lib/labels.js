/**
 * Where the names on a map stand: along their street where it is straight enough, never over one another. Pure.
 *
 * @typedef {{ text: string, x: number, y: number, angle: number, size: number }} Label - middle, radians, pixels
 */

const STRAIGHT = 0.35;
/** Letters of other names keep away this far. */
const AIR = 3;

/** @typedef {[number, number, number, number]} Box - left, top, right, bottom */

/** What is taken, as boxes in a grid of cells. */
export class Board {
  /** @param {Box} [frame] - across whose edge nothing may stand: it would be cut there @param {number} [cell] - pixels */
  constructor(frame, cell = 64) {
    this.frame = frame;
    this.cell = cell;
    /** @type {Map<string, Box[]>} */
    this.taken = new Map();
  }

  /**
   * Take the box if nobody has any of it, and no edge goes through it.
   *
   * @param {number} left @param {number} top @param {number} right @param {number} bottom
   * @returns {boolean} whether it was free
   */
  take(left, top, right, bottom) {
    /** @type {Box} */
    const box = [left - AIR, top - AIR, right + AIR, bottom + AIR];
    if (this.frame && meet(box, this.frame) && !holds(this.frame, [left, top, right, bottom])) return false;
    for (const cell of this.cells(box)) {
      if (this.taken.get(cell)?.some((other) => meet(box, other))) return false;
    }
    this.block(box);
    return true;
  }

  /** Taken by something that stands there already. @param {Box} box */
  block(box) {
    for (const cell of this.cells(box)) {
      const there = this.taken.get(cell);
      if (there) there.push(box);
      else this.taken.set(cell, [box]);
    }
  }

  /** @param {number[]} box */
  *cells([left = 0, top = 0, right = 0, bottom = 0]) {
    for (let x = Math.floor(left / this.cell); x <= right / this.cell; x++) {
      for (let y = Math.floor(top / this.cell); y <= bottom / this.cell; y++) yield `${x} ${y}`;
    }
  }
}

/** @type {(one: Box, other: Box) => boolean} */
const meet = (one, other) => one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];

/** @type {(frame: Box, box: Box) => boolean} */
const holds = (frame, box) => box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];

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
