/**
 * Which places on a map stand for themselves and which for several, at one zoom. Pure; it does not matter where the map
 * is moved to, so a group stays while somebody looks around.
 *
 * @template {{ x: number, y: number }} Place
 * @param {Place[]} places - in pixels of the whole world at this zoom
 * @param {number} apart - pixels two marks need between their middles
 * @returns {{ x: number, y: number, places: Place[] }[]} marks, each where its first place is
 */
export function cluster(places, apart) {
  /** @type {{ x: number, y: number, places: Place[] }[]} */
  const marks = [];
  /** @type {Map<string, { x: number, y: number, places: Place[] }[]>} */
  const cells = new Map();
  for (const place of places) {
    const [column, row] = [Math.floor(place.x / apart), Math.floor(place.y / apart)];
    let nearest;
    let least = apart;
    for (let across = column - 1; across <= column + 1; across++) {
      for (let down = row - 1; down <= row + 1; down++) {
        for (const mark of cells.get(`${across} ${down}`) ?? []) {
          const away = Math.hypot(mark.x - place.x, mark.y - place.y);
          if (away < least) [nearest, least] = [mark, away];
        }
      }
    }
    if (nearest) {
      nearest.places.push(place);
      continue;
    }
    const mark = { x: place.x, y: place.y, places: [place] };
    const cell = `${column} ${row}`;
    cells.set(cell, [...(cells.get(cell) ?? []), mark]);
    marks.push(mark);
  }
  return marks;
}
