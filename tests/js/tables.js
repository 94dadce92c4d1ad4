import { execFileSync } from 'node:child_process';

const MAKE = `
import json, sys
from pwa.places import STATES, prefix_table, table
noho = {"Noho": "Northampton, MA"}
made = {"near": table(["MA", "CT", "RI", "VT", "NH", "ME"], noho), "all": table(STATES), "prefixes": prefix_table()}
json.dump({name: json.loads(body) for name, body in made.items()}, sys.stdout)
`;

/** The tables as a phone gets them: `python` with this project must be on the path. */
export const packed = JSON.parse(execFileSync('python', ['-c', MAKE], { encoding: 'utf-8', maxBuffer: 1e8 }));
