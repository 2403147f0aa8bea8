import { transformSync } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { within } from '../support/arrows.ts';
import { readSource, sourceGraph } from '../support/source-graph.ts';

/**
 * Where time, chance and the environment may be read, `fetch` be taken, and instants be converted: docs/architecture.md,
 * "What each folder may touch".
 */

const controller = ['core', 'app', 'adapters', 'composition', 'functions'];
const seam = 'adapters/lambda/seam.ts';

/** What a file reads of the world without being given it. `new Date(instant)` is none; `Date.UTC` computes. */
const ambient = new RegExp(
  [
    // Date but for `new Date(…)` with arguments, `Date.UTC`, `Date.parse`, `instanceof Date`.
    String.raw`(?<![.\w]|new |instanceof )Date\b(?!\.(?:UTC|parse)\b|:)`,
    String.raw`\bnew Date\b(?!\((?!\)))`,
    String.raw`\bMath\.random\b|= Math\b(?!\.)`,
    String.raw`(?<![.\w])crypto\b(?!:)|\b(?:randomUUID|randomBytes|randomInt|randomFill\w*|getRandomValues|webcrypto)\b`,
    String.raw`\bprocess\.(?:env|uptime|hrtime|argv|cwd)\b|= process\b(?!\.)`,
    String.raw`\bset(?:Timeout|Interval|Immediate)\b|\bAbortSignal\.timeout\b|\bperformance\b|\bhrtime\b`,
    String.raw`(?<![.\w])fetch\(|\bglobalThis\b`,
  ].join('|'),
  'g',
);

/** Code without comments, types and the contents of plain strings. */
const codeOf = (source: string) =>
  transformSync(source, { loader: 'ts', legalComments: 'none' })
    .code.replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    // esbuild keeps those within expressions, each on lines of its own.
    .replace(/^\s*\/\/.*$|\/\*[\s\S]*?\*\//gm, '');

function ambientIn(source: string): string[] {
  const code = codeOf(source);
  // Whoever is given a `fetch` calls that.
  const isGivenFetch = /[{(,]\s*fetch\s*[,}]/.test(code);
  return (code.match(ambient) ?? []).filter((read) => !(isGivenFetch && read === 'fetch('));
}

/** Another way to make an instant of a text, or a text of an instant. `Date` itself, as the SDK has it, is none. */
const conversions =
  /\bDate\.(?:parse|UTC)\b|\.toISOString\(|\.toJSON\(|\bnew Date\([^()]*\)\.|(?:[+*/-]|\bNumber\() ?new Date\(/g;
const conversionsIn = (source: string): string[] => codeOf(source).match(conversions) ?? [];

/**
 * What is read all the same. `AbortSignal.timeout` ends a call to somebody else after so much of the host's time, and
 * decides nothing but that there was no answer. `fetch` of the local AWS stays on this machine.
 */
const exceptions: Readonly<Record<string, string>> = {
  'adapters/gates/smoke.ts': 'AbortSignal.timeout',
  'adapters/gates/lambda.ts': 'AbortSignal.timeout',
  'adapters/gates/webhook.ts': 'AbortSignal.timeout',
  'adapters/slack/exchange.ts': 'AbortSignal.timeout',
  'local/sns/http-post.ts': 'fetch(',
  'local/slack/interactivity.ts': 'fetch(',
};

let files: readonly string[];
beforeAll(async () => {
  files = [...(await sourceGraph([...controller, 'local', 'on-local-aws', 'cli'])).keys()];
});

/** What is found in files, but for the exceptions. */
async function foundIn(chosen: readonly string[], find: (source: string) => string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of chosen)
    for (const what of find(await readSource(file)))
      if (exceptions[file] !== what) found.push(`${file}: ${what}`);
  return found;
}

describe('Time, chance and the environment', () => {
  it('are read nowhere but in the clock and at the one seam', async () => {
    const chosen = files.filter(
      (file) =>
        within(file, [...controller, 'local', 'on-local-aws']) &&
        // A page of the browser's, which has its own clock and network.
        !within(file, ['local/clock', 'local/slack/page']) &&
        file !== seam,
    );
    expect(await foundIn(chosen, ambientIn)).toEqual([]);
  });

  it.each(Object.entries(exceptions))('are read in %s by %s', async (file, read) => {
    expect(ambientIn(await readSource(file))).toEqual([read]);
  });

  it('are found where they are: at the seam', async () => {
    // The stopwatch reads host time twice: once to start, once to tell.
    const reads = ['process.env', 'Date', 'fetch(', 'performance', 'performance'];
    expect(ambientIn(await readSource(seam)).sort()).toEqual(reads.sort());
  });

  it.each([
    'const at = Date.now();',
    'const at = new Date();',
    'const at = new Date;',
    'const text = Date();',
    'const { now } = Date;',
    'const seconds = process.uptime();',
    'const { env } = process;',
    'const { random } = Math;',
    'const id = crypto.randomUUID();',
    `import { randomUUID } from 'node:crypto'; export const id = randomUUID();`,
    'const answer = await fetch(url);',
    'const signal = AbortSignal.timeout(5);',
    'setTimeout(() => {}, 5);',
    'const now = globalThis["Date"].now();',
  ])('are seen in: %s', (source) => {
    expect(ambientIn(source)).not.toEqual([]);
  });

  it.each([
    'const at = new Date(instant);',
    'const at = Date.UTC(2026, 5, 18);',
    'const is = value instanceof Date;',
    'const { Date: at } = headers; const b = headers.Date; const c = { Date: at };',
    `import { createHash } from 'node:crypto'; export const a = createHash('sha256');`,
    'export const post = ({ fetch, now }: Dependencies) => fetch(now());',
    `const text = 'setTimeout, Date.now() and process.env'; // new Date()`,
  ])('are not seen in: %s', (source) => {
    expect(ambientIn(source)).toEqual([]);
  });
});

describe('Instants become text, and text instants,', () => {
  it('in one file', async () => {
    // Days and wall clocks are no instants: the calendar of gates reckons with its own.
    const chosen = files.filter(
      (file) =>
        within(file, [...controller, 'on-local-aws', 'cli']) &&
        !within(file, ['core/gates/time']) &&
        file !== 'core/values/instant.ts',
    );
    expect(await foundIn(chosen, conversionsIn)).toEqual([]);
  });

  it.each([
    'Date.parse(text)',
    'new Date(text).getTime()',
    'new Date(text).valueOf()',
    'a - new Date(text)',
    '+new Date(text)',
    'Number(new Date(text))',
    'at.toISOString()',
    'at.toJSON()',
    'Date.UTC(2026, 0, 1)',
  ])('and not by: %s', (source) => {
    expect(conversionsIn(`export const x = ${source};`)).not.toEqual([]);
  });

  it('while what the SDK takes and gives is a Date', () => {
    expect(conversionsIn('export const a = answer.CreationTime.getTime(), b = new Date(at);')).toEqual([]);
  });
});
