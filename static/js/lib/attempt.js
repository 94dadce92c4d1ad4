/** What a phone refuses is done without. @param {() => unknown} work */
export function attempt(work) {
  try {
    work();
  } catch {
    // It is a comfort, never a step.
  }
}
