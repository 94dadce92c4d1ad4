/**
 * Draws the packs of a map on a canvas: water, lines, then names, all on one sheet, so that no name is cut.
 *
 * @typedef {import('../lib/map-pack.js').Drawn} Drawn
 * @typedef {Drawn & { box: number[] }} Boxed - `box`: left, top, right, bottom on the square of Web Mercator
 * @typedef {Record<string, Boxed[]>} Layers
 * @typedef {{ zoom: number, left: number, top: number, width: number, height: number, frame: import('../lib/labels.js').Box,
 *   marks: { x: number, y: number }[] }} View - in pixels of the world; `frame`: what is seen of the sheet, in its own;
 *   `marks`: what stands on it, on the square of Web Mercator
 * @typedef {{ x: number, y: number, radius: number, dot?: boolean }} Circle - on the square of Web Mercator, and its radius
 *   there; `dot`: where the reader asks from
 */
import { along, Board } from '../lib/labels.js';

const TILE = 256;
const TURN = 2 * Math.PI;

/** Each line layer: from which zoom it is drawn, its width at zoom 14 in pixels, its colour, and from where it is named. */
const LINES = /** @type {const} */ ([
  ['border', 0, 1.5, '--map-border', 99],
  ['river', 9, 2, '--map-water', 13],
  ['path', 15, 0.8, '--map-path', 17],
  ['street', 12, 2, '--map-street', 15],
  ['main', 8, 3, '--map-main', 13],
  ['motorway', 6, 4, '--map-main', 12],
]);
const THINNEST = 0.6;
const WIDEST = 16;
/** No name is shorter. */
const SHORTEST_PX = 24;
const DOT_PX = 7;
const MARK_PX = 28;
/** What lies over the map in its corners, wide and high. */
const SCALE_PX = /** @type {const} */ ([130, 60]);
const BUTTONS_PX = /** @type {const} */ ([62, 116]);
const NAME_PX = 12;
const TOWN_PX = 14;
const ZIP_ZOOMS = [11, 13];

/** @param {Record<string, Drawn[]>} layers @returns {Layers} */
export function boxed(layers) {
  return Object.fromEntries(
    Object.entries(layers).map(([layer, drawn]) => [
      layer,
      drawn.map((each) => ({ ...each, box: boxOf(each.runs) })),
    ]),
  );
}

/** @param {Float64Array[]} runs */
function boxOf(runs) {
  const box = [1, 1, 0, 0];
  for (const run of runs) {
    for (let at = 0; at < run.length; at += 2) {
      const [x = 0, y = 0] = [run[at], run[at + 1]];
      box[0] = Math.min(box[0] ?? 1, x);
      box[1] = Math.min(box[1] ?? 1, y);
      box[2] = Math.max(box[2] ?? 0, x);
      box[3] = Math.max(box[3] ?? 0, y);
    }
  }
  return box;
}

/**
 * @param {CanvasRenderingContext2D} canvas - already scaled to the pixels of the screen
 * @param {Layers[] | undefined} packs - none where another ground lies below
 * @param {View} view
 * @param {Circle[]} circles - places known only roughly
 * @param {(name: string) => string} style - a custom property of the page
 */
export function draw(canvas, packs, view, circles, style) {
  const world = TILE * 2 ** view.zoom;
  if (!packs) return encircle(canvas, circles, { world, ...view }, style);
  const sides = [view.left, view.top, view.left + view.width, view.top + view.height].map((side) => side / world);
  const [left = 0, top = 0, right = 0, bottom = 0] = sides;
  const isSeen = (/** @type {Boxed} */ { box: [a = 0, b = 0, c = 0, d = 0] }) =>
    a <= right && c >= left && b <= bottom && d >= top;
  const seen = (/** @type {string} */ layer) => packs.flatMap((pack) => (pack[layer] ?? []).filter(isSeen));
  const put = { world, ...view };

  canvas.fillStyle = style('--map-land');
  canvas.fillRect(0, 0, view.width, view.height);
  canvas.lineJoin = canvas.lineCap = 'round';
  canvas.fillStyle = style('--map-water');
  canvas.beginPath();
  for (const { runs } of seen('water')) for (const run of runs) trace(canvas, run, put);
  canvas.fill('evenodd');
  for (const [layer, from, width, colour] of LINES) {
    if (view.zoom < from) continue;
    canvas.strokeStyle = style(colour);
    canvas.lineWidth = layer === 'border' ? width : widthAt(width, view.zoom);
    canvas.setLineDash(layer === 'border' ? [6, 4] : []);
    for (const { runs } of seen(layer)) {
      canvas.beginPath();
      for (const run of runs) trace(canvas, run, put);
      canvas.stroke(); // One after the other: a single path of all takes many times as long.
    }
  }
  canvas.setLineDash([]);
  name(canvas, seen, put, style, circles);
  return encircle(canvas, circles, put, style);
}

/** @param {number} width - at zoom 14 @param {number} zoom */
const widthAt = (width, zoom) => Math.min(WIDEST, Math.max(THINNEST, width * 1.6 ** (zoom - 14)));

/** Bends nearer to the last one than a pixel are left out: nobody sees them.
 * @param {CanvasRenderingContext2D} canvas @param {Float64Array} run @param {View & { world: number }} put */
function trace(canvas, run, { world, left, top }) {
  let [x, y] = [(run[0] ?? 0) * world - left, (run[1] ?? 0) * world - top];
  canvas.moveTo(x, y);
  for (let at = 2; at < run.length; at += 2) {
    const [toX, toY] = [(run[at] ?? 0) * world - left, (run[at + 1] ?? 0) * world - top];
    if (Math.abs(toX - x) + Math.abs(toY - y) < 1 && at < run.length - 2) continue;
    canvas.lineTo(toX, toY);
    [x, y] = [toX, toY];
  }
}

/** @type {(canvas: CanvasRenderingContext2D, circles: Circle[], put: View & { world: number }, style: (name: string) => string) => void} */
function encircle(canvas, circles, { world, left, top, width }, style) {
  canvas.strokeStyle = style('--map-mark');
  canvas.fillStyle = style('--map-mark');
  canvas.lineWidth = 2;
  for (const { x, y, radius, dot } of circles) {
    const [across, down, wide] = [x * world - left, y * world - top, radius * world];
    canvas.beginPath();
    canvas.arc(across, down, wide, 0, TURN);
    canvas.globalAlpha = 0.08;
    if (dot && 2 * wide < width) canvas.fill(); // From within, a circle would only dye the whole map.
    canvas.setLineDash(dot ? [] : [6, 6]);
    canvas.globalAlpha = 0.7;
    canvas.stroke();
    if (!dot) continue;
    canvas.beginPath();
    canvas.arc(across, down, DOT_PX, 0, TURN);
    canvas.globalAlpha = 1;
    canvas.fill();
  }
  canvas.globalAlpha = 1;
  canvas.setLineDash([]);
}

/** @type {(canvas: CanvasRenderingContext2D, seen: (layer: string) => Boxed[], put: View & { world: number }, style: (name: string) => string, circles: Circle[]) => void} */
function name(canvas, seen, put, style, circles) {
  const { zoom, world, left, top, frame, marks } = put;
  const board = new Board(frame);
  board.block([frame[0], frame[3] - SCALE_PX[1], frame[0] + SCALE_PX[0], frame[3]]);
  board.block([frame[2] - BUTTONS_PX[0], frame[1], frame[2], frame[1] + BUTTONS_PX[1]]);
  for (const [{ x, y }, half] of [
    ...marks.map((mark) => /** @type {const} */ ([mark, MARK_PX / 2])),
    ...circles.filter(({ dot }) => dot).map((circle) => /** @type {const} */ ([circle, DOT_PX])),
  ]) {
    const [across, down] = [x * world - left, y * world - top];
    board.block([across - half, down - half, across + half, down + half]);
  }
  canvas.textAlign = 'center';
  canvas.textBaseline = 'middle';
  canvas.fillStyle = style('--map-ink');
  canvas.strokeStyle = style('--map-land');
  const point = (/** @type {Boxed} */ each, /** @type {number} */ size) => {
    canvas.font = `${size === TOWN_PX ? 700 : 400} ${size}px system-ui, sans-serif`;
    const [across, y] = [(each.box[0] ?? 0) * world - left, (each.box[1] ?? 0) * world - top];
    const half = canvas.measureText(each.name).width / 2;
    const isSeen = across >= frame[0] && across <= frame[2];
    const x = isSeen ? Math.min(Math.max(across, frame[0] + half + 1), frame[2] - half - 1) : across;
    // Beside what stands there: above it, or below.
    for (const down of [y, y - 1.5 * size, y + 1.5 * size]) {
      if (!board.take(x - half, down - size / 2, x + half, down + size / 2)) continue;
      write(canvas, each.name, x, down, 0);
      break;
    }
  };
  for (const town of seen('town')) point(town, TOWN_PX);
  canvas.font = `${NAME_PX}px system-ui, sans-serif`;
  for (const [layer, , , , from] of [...LINES].reverse()) {
    if (zoom < from) continue;
    for (const { name: text, runs, box } of seen(layer)) {
      const [a = 0, b = 0, c = 0, d = 0] = box;
      const room = Math.hypot(c - a, d - b) * world;
      if (!text || room < SHORTEST_PX) continue;
      const wide = canvas.measureText(text).width;
      if (room < wide) continue;
      for (const run of runs) {
        if (run.length < 4) continue;
        const line = Array.from(run, (value, at) => value * world - (at % 2 ? top : left));
        const place = along(inside(line, frame), wide + 12);
        if (!place) continue;
        const [across, down] = [Math.abs(Math.cos(place.angle)), Math.abs(Math.sin(place.angle))];
        const [halfWide, halfHigh] = [(wide * across + NAME_PX * down) / 2, (wide * down + NAME_PX * across) / 2];
        const { x, y, angle } = place;
        if (!board.take(x - halfWide, y - halfHigh, x + halfWide, y + halfHigh)) continue;
        write(canvas, text, x, y, angle);
        break; // Once for each street is enough in one view.
      }
    }
  }
  if (zoom >= 13) for (const water of seen('water')) if (water.name) middle(canvas, water, put, board);
  const [fromZip = 0, toZip = 0] = ZIP_ZOOMS;
  if (zoom >= fromZip && zoom <= toZip) for (const zip of seen('zip')) point(zip, NAME_PX);
}

/** The stretch of a line that is seen, so that its name is too. @param {number[]} line @param {import('../lib/labels.js').Box} frame */
function inside(line, [left, top, right, bottom]) {
  const found = [];
  for (let at = 0; at < line.length; at += 2) {
    const [x = 0, y = 0] = [line[at], line[at + 1]];
    const isIn = x >= left && x <= right && y >= top && y <= bottom;
    if (isIn) found.push(x, y);
    else if (found.length) break;
  }
  return found.length > 2 ? found : line;
}

/** @type {(canvas: CanvasRenderingContext2D, water: Boxed, put: View & { world: number }, board: Board) => void} */
function middle(canvas, { name: text, box: [a = 0, b = 0, c = 0, d = 0] }, { world, left, top }, board) {
  const [x, y] = [((a + c) / 2) * world - left, ((b + d) / 2) * world - top];
  const half = canvas.measureText(text).width / 2;
  if ((c - a) * world < 2 * half) return;
  if (board.take(x - half, y - NAME_PX / 2, x + half, y + NAME_PX / 2)) write(canvas, text, x, y, 0);
}

/** @type {(canvas: CanvasRenderingContext2D, text: string, x: number, y: number, angle: number) => void} */
function write(canvas, text, x, y, angle) {
  canvas.save();
  canvas.translate(x, y);
  canvas.rotate(angle);
  canvas.lineWidth = 3;
  canvas.strokeText(text, 0, 0);
  canvas.fillText(text, 0, 0);
  canvas.restore();
}
