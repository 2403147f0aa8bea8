import { parentPort, workerData } from 'node:worker_threads';
import { drawHistory } from './draw-history.ts';
import { playHistory } from './play-history.ts';

/** Plays the histories of the seeds that it is sent, one after another, and answers with what came of each. */
const { template } = workerData as { readonly template: unknown };
parentPort?.on('message', async (seed: number) => {
  const history = drawHistory(seed);
  parentPort?.postMessage({ seed, steps: history.steps.length, ...(await playHistory(history, template)) });
});
