import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { kindOf, type Played } from './play-history.ts';

/** The worker has this file's own extension: `.ts` in a clone, `.js` in a build. */
const workerFile = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

export interface RunOptions {
  /** The seed of the first history; the next one has the next. */
  readonly seed: number;
  /** Whether another history may begin, by how many have begun. */
  readonly goesOn: (begun: number) => boolean;
  /** Histories at a time. */
  readonly jobs: number;
  readonly template: unknown;
  /** Called after each history. */
  readonly onPlayed?: (run: RunSoFar) => void;
}

/** A way to fail, and the seeds that fail so. Counted once, however many there are. */
export interface Failure {
  readonly kind: string;
  /** As it was met first. */
  readonly example: string;
  readonly seeds: readonly number[];
}

export interface RunSoFar {
  readonly histories: number;
  readonly steps: number;
  /** Virtual milliseconds. */
  readonly lasted: number;
  readonly reached: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
}

export const nothingPlayed: RunSoFar = {
  histories: 0,
  steps: 0,
  lasted: 0,
  reached: new Map(),
  failures: [],
};

/** Two parts of a run as one. */
export function together(a: RunSoFar, b: RunSoFar): RunSoFar {
  const reached = new Map(a.reached);
  for (const [what, times] of b.reached) reached.set(what, (reached.get(what) ?? 0) + times);
  const kinds = [...new Set([...a.failures, ...b.failures].map(({ kind }) => kind))];
  const failures = kinds.flatMap((kind) => {
    const [first, ...more] = [...a.failures, ...b.failures].filter((failure) => failure.kind === kind);
    return first === undefined ? [] : [{ ...first, seeds: [first, ...more].flatMap(({ seeds }) => seeds) }];
  });
  return {
    histories: a.histories + b.histories,
    steps: a.steps + b.steps,
    lasted: a.lasted + b.lasted,
    reached,
    failures,
  };
}

type Answer = Played & { readonly seed: number; readonly steps: number };

/** Plays histories until it may go on no more. What is found is the same however many jobs there are, but for its order. */
export async function runHistories(options: RunOptions): Promise<RunSoFar> {
  const { goesOn, jobs, template, onPlayed } = options;
  const run = {
    ...{ histories: 0, steps: 0, lasted: 0 },
    reached: new Map<string, number>(),
    failures: [] as { kind: string; example: string; seeds: number[] }[],
  };
  const add = ({ seed, steps, lasted, reached, violations }: Answer) => {
    run.histories += 1;
    run.steps += steps;
    run.lasted += lasted;
    for (const what of reached) run.reached.set(what, (run.reached.get(what) ?? 0) + 1);
    // What one mistake entails, a history tells in many lines: the first is what it is known by.
    const [example] = violations;
    if (example !== undefined) {
      const kind = kindOf(example);
      const known = run.failures.find((failure) => failure.kind === kind);
      if (known === undefined) run.failures.push({ kind, example, seeds: [seed] });
      else known.seeds.push(seed);
    }
    onPlayed?.(run);
  };
  let begun = 0;
  const oneJob = async () => {
    const worker = new Worker(workerFile, { workerData: { template } });
    try {
      while (goesOn(begun)) {
        const seed = options.seed + begun;
        begun += 1;
        add(await answerOf(worker, seed));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: jobs }, oneJob));
  return run;
}

const answerOf = (worker: Worker, seed: number): Promise<Answer> =>
  new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (answer: Answer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.postMessage(seed);
  });
