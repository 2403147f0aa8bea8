import * as z from 'zod';
import type { RunSoFar } from './run-histories.ts';

const countSchema = z.number().int().nonnegative();

const lineSchema = z.object({
  /** A digest of the code that decides a history. */
  code: z.string(),
  /** The commits that were played, all of the same such code. */
  commits: z.array(z.string()),
  /** The first seed. */
  seed: countSchema,
  histories: countSchema,
  steps: countSchema,
  /** Virtual milliseconds. */
  lasted: z.number(),
  /** Real time. */
  seconds: z.number(),
  reached: z.record(z.string(), countSchema),
  /** The ways to fail, with the first seeds that failed so. */
  failures: z.array(z.object({ kind: z.string(), times: countSchema, seeds: z.array(countSchema) })),
});

/**
 * Histories of the same code whose seeds follow one another, and what came of them. One line of JSON. Older lines know
 * their commit alone.
 */
export const recordedRunSchema = z.preprocess((line) => {
  const commit = z.object({ commit: z.string(), code: z.undefined().optional() }).safeParse(line)
    .data?.commit;
  return commit === undefined ? line : { ...(line as object), code: commit, commits: [commit] };
}, lineSchema);
export type RecordedRun = z.infer<typeof lineSchema>;

/** So many seeds are kept of each way to fail. */
const mostSeeds = 10;

export function recordedRun(
  run: RunSoFar,
  {
    code,
    commit,
    seed,
    seconds,
  }: {
    readonly code: string;
    readonly commit: string;
    readonly seed: number;
    readonly seconds: number;
  },
): RecordedRun {
  return {
    ...{
      code,
      commits: [commit],
      seed,
      histories: run.histories,
      steps: run.steps,
      lasted: run.lasted,
      seconds,
    },
    reached: Object.fromEntries(run.reached),
    failures: run.failures.map(({ kind, seeds }) => ({
      kind,
      times: seeds.length,
      seeds: seeds.toSorted((a, b) => a - b).slice(0, mostSeeds),
    })),
  };
}

/**
 * The runs with one more: it is added to the run of the same code that it goes on from. What was played already is not
 * counted twice.
 * @throws Error if some of its seeds were played on that code before
 */
export function withRun(runs: readonly RecordedRun[], more: RecordedRun): RecordedRun[] {
  const sameCode = runs.filter(({ code }) => code === more.code);
  const twice = sameCode.find(
    ({ seed, histories }) => more.seed < seed + histories && seed < more.seed + more.histories,
  );
  if (twice !== undefined)
    throw new Error(
      `seeds ${more.seed} to ${lastSeed(more)} of ${more.code}: ${twice.seed} to ${lastSeed(twice)} were played before.`,
    );
  const before = sameCode.find((run) => lastSeed(run) + 1 === more.seed);
  if (before === undefined) return [...runs, more];
  return runs.map((run) => (run === before ? sumOf(before, more) : run));
}

export const lastSeed = ({ seed, histories }: RecordedRun): number => seed + histories - 1;

function sumOf(a: RecordedRun, b: RecordedRun): RecordedRun {
  const kinds = [...new Set([...a.failures, ...b.failures].map(({ kind }) => kind))];
  const failuresOf = (kind: string) => [...a.failures, ...b.failures].filter((one) => one.kind === kind);
  return {
    code: a.code,
    commits: [...new Set([...a.commits, ...b.commits])],
    seed: a.seed,
    histories: a.histories + b.histories,
    steps: a.steps + b.steps,
    lasted: a.lasted + b.lasted,
    seconds: a.seconds + b.seconds,
    reached: addedUp([a.reached, b.reached]),
    failures: kinds.map((kind) => ({
      kind,
      times: failuresOf(kind).reduce((sum, { times }) => sum + times, 0),
      seeds: failuresOf(kind)
        .flatMap(({ seeds }) => seeds)
        .slice(0, mostSeeds),
    })),
  };
}

/** How often each was reached in all of them. */
export function addedUp(all: readonly RecordedRun['reached'][]): RecordedRun['reached'] {
  const sum: Record<string, number> = {};
  for (const reached of all)
    for (const [what, times] of Object.entries(reached)) sum[what] = (sum[what] ?? 0) + times;
  return sum;
}
