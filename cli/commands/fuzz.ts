import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { drawHistory, type History } from '../../scenarios/fuzz/draw-history.ts';
import { kindOf, playHistory } from '../../scenarios/fuzz/play-history.ts';
import { crashPointsOf, wanted } from '../../scenarios/fuzz/reached.ts';
import {
  type Failure,
  nothingPlayed,
  type RunSoFar,
  runHistories,
  together,
} from '../../scenarios/fuzz/run-histories.ts';
import { recordedRun } from '../../scenarios/fuzz/run-record.ts';
import { shrink } from '../../scenarios/fuzz/shrink.ts';
import { storyText } from '../../scenarios/fuzz/story-text.ts';
import { type PlayedCode, playedCode } from '../fuzz/played-code.ts';
import { record, recordFrom } from '../fuzz/record-file.ts';
import { home, localTemplate } from '../home.ts';
import { outputColumns, printJson, printLines } from '../output/print.ts';
import { wrap } from '../output/wrap.ts';
import { UsageError } from '../usage-error.ts';

export interface FuzzOptions {
  readonly minutes?: number;
  readonly histories?: number;
  readonly seed: number;
  readonly jobs?: number;
  /** The folder for the stories of what was found. */
  readonly out: string;
  readonly json: boolean;
  /** The file to which what was played is added. */
  readonly record?: string;
}

/** So many ways to fail are shrunk to a story; the others are told by their seeds. */
const mostShrunk = 5;
const usualHistories = 100;
/** Histories in one part of a run. */
const partSize = 500;

/**
 * `greenlight fuzz`: plays histories drawn by chance in virtual time, and shrinks what fails to a story. Answers with
 * the exit code: 1 if anything failed.
 */
export async function fuzz(options: FuzzOptions): Promise<number> {
  if (options.minutes !== undefined && options.histories !== undefined)
    throw new UsageError('--minutes: expected either --minutes or --histories, got both.');
  await folderFor(options.out);
  const code = options.record === undefined ? undefined : await playedCode(home);
  if (options.record !== undefined && code !== undefined)
    await recordFrom(options.record, options.seed, code);
  const template = await localTemplate();
  const begun = Date.now();
  const run = await inParts(options, template, begun, code);
  const seconds = (Date.now() - begun) / 1000;
  const missed = wanted.filter((what) => !run.reached.has(what));
  if (!options.json) printLines(['', ...summaryLines(run, options.seed, seconds, missed)]);
  const found: Found[] = [];
  for (const [index, failure] of run.failures.entries()) {
    // Told before it is shrunk, which takes its time and may be ended.
    if (!options.json) printLines(failureLines(failure));
    if (index >= mostShrunk) continue;
    const story = await storyOf(failure, template, options);
    found.push(story);
    if (!options.json) printLines(storyLines(story));
  }
  if (options.json) {
    printJson({
      ...{ type: 'summary', seed: options.seed, histories: run.histories, steps: run.steps, seconds },
      ...{ simulatedYears: yearsOf(run), reached: Object.fromEntries(run.reached), missed },
      crashPoints: crashPointsOf(run.reached),
      failures: run.failures.map((failure, index) => ({ ...failure, story: found[index]?.path ?? null })),
    });
  }
  return run.failures.length === 0 ? 0 : 1;
}

/**
 * Plays them in parts with workers of their own, so that what a long run needs does not grow, and what is recorded of it is
 * not lost when somebody ends it.
 */
async function inParts(
  options: FuzzOptions,
  template: unknown,
  begun: number,
  code: PlayedCode | undefined,
): Promise<RunSoFar> {
  const goesOnAfter = goesOn(options, begun);
  const show = options.json ? () => {} : progress(begun);
  let run = nothingPlayed;
  while (goesOnAfter(run.histories)) {
    const before = run;
    const partBegun = Date.now();
    const seed = options.seed + before.histories;
    const part = await runHistories({
      seed,
      goesOn: (count) => count < partSize && goesOnAfter(before.histories + count),
      jobs: options.jobs ?? availableParallelism(),
      template,
      onPlayed: (played) => show(together(before, played)),
    });
    run = together(before, part);
    if (options.record !== undefined && code !== undefined)
      await record(
        options.record,
        recordedRun(part, { ...code, seed, seconds: (Date.now() - partBegun) / 1000 }),
      );
  }
  return run;
}

function goesOn({ minutes, histories }: FuzzOptions, begun: number): (count: number) => boolean {
  if (minutes !== undefined) return () => Date.now() - begun < minutes * 60_000;
  return (count) => count < (histories ?? usualHistories);
}

interface Found {
  readonly path: string;
  readonly steps: number;
  readonly text: string;
}

/** The smallest history that fails so, written as a story. */
async function storyOf({ kind, seeds }: Failure, template: unknown, { out }: FuzzOptions): Promise<Found> {
  const [seed = 0] = seeds;
  const failsSo = async (history: History) =>
    (await playHistory(history, template)).violations.some((violation) => kindOf(violation) === kind);
  const smallest = await shrink(drawHistory(seed), failsSo);
  const { violations } = await playHistory(smallest, template);
  const text = storyText(smallest, violations);
  const path = join(out, `history-${seed}.yaml`);
  await writeFile(path, text);
  return { path, steps: smallest.steps.length, text };
}

const yearsOf = ({ lasted }: RunSoFar): number => Math.round(lasted / 31_557_600) / 1000;

/** Days where there is less than a year. */
const timeText = (run: RunSoFar): string =>
  yearsOf(run) >= 1 ? `${yearsOf(run).toFixed(1)} years` : `${(run.lasted / 86_400_000).toFixed(1)} days`;

/** One line that is written over, where somebody looks. */
function progress(begun: number): (run: RunSoFar) => void {
  return ({ histories, failures }) => {
    if (!process.stderr.isTTY) return;
    const rate = histories / ((Date.now() - begun) / 1000);
    process.stderr.write(
      `\r${histories} histories, ${rate.toFixed(1)} a second, ${failures.length} ways to fail`,
    );
  };
}

const isCrashPoint = (what: string): boolean => /^(call|killed): /.test(what);

function summaryLines(run: RunSoFar, seed: number, seconds: number, missed: readonly string[]): string[] {
  const often = [...run.reached].filter(([what]) => !isCrashPoint(what)).sort(([, a], [, b]) => b - a);
  const { killed, never } = crashPointsOf(run.reached);
  return [
    styleText('bold', `${run.histories} histories from seed ${seed}, in ${seconds.toFixed(0)} s`),
    `${run.steps} steps in ${timeText(run)} of simulated time`,
    '',
    'Reached:',
    ...often.map(([what, times]) => `${String(times).padStart(7)}  ${what}`),
    '',
    `Functions were killed at ${killed.length} of the ${killed.length + never.length} kinds of calls that they made.`,
    ...(never.length > 0 && never.length <= 12 ? [`Never at ${never.join(', ')}.`] : []),
    ...(missed.length === 0 ? [] : ['', 'Not reached:', ...missed.map((what) => `         ${what}`)]),
    '',
    ...(run.failures.length === 0 ? ['Nothing failed.'] : []),
  ];
}

function failureLines({ example, seeds }: Failure): string[] {
  const times =
    seeds.length === 1 ? `seed ${seeds[0]}` : `${seeds.length} histories, the first of seed ${seeds[0]}`;
  return [styleText('red', `Failed (${times}):`), ...wrap(example, outputColumns(), '  ')];
}

const storyLines = ({ path, steps, text }: Found): string[] => [
  `${steps} steps: npx greenlight simulate ${path}`,
  '',
  ...text.trimEnd().split('\n'),
  '',
];

/** Made before anything is played: what failed must not be lost for want of a place. @throws UsageError */
async function folderFor(out: string): Promise<void> {
  try {
    await mkdir(out, { recursive: true });
    await access(out, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out: expected a folder that can be written to, got ${out} (${code}).`);
  }
}
