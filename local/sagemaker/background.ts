/** Runs `work` after the call that began it; what it throws goes to `failed`, which must not throw itself. */
export function inBackground(work: () => Promise<void>, failed: (error: unknown) => void): void {
  Promise.resolve().then(work).catch(failed);
}
