import { execFileSync } from 'node:child_process';

/** The guided rescue of the repository, as a phone reads it: `flask` must be on the path. */
export const flow = JSON.parse(
  execFileSync('flask', ['--app', 'wsgi', 'content', 'rescue'], { encoding: 'utf-8', maxBuffer: 1e7 }),
);
