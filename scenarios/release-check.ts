import { isDeepStrictEqual } from 'node:util';
import { formatDuration } from './duration.ts';
import { byVariant } from './fields.ts';
import type { RecordedOutcome, RecordedSnapshot, ReleaseRecord } from './release-record.ts';
import type { ExpectedOutcome, ExpectedSnapshot, ReleaseStory } from './release-story.ts';

/** Where the record differs from the story, or breaks an invariant: one line each, none if all is as told. */
export function releaseDifferences(story: ReleaseStory, record: ReleaseRecord): readonly string[] {
  return [
    ...record.surprises,
    ...(story.outcomes === undefined ? [] : outcomeDifferences(story.outcomes, record.outcomes)),
    ...story.sees.flatMap((look, index) => lookDifferences(look, record.looks[index])),
    ...(story.told === undefined ? [] : listDifferences('told', story.told, record.told)),
    ...(story.outcomes === undefined
      ? []
      : [
          ...listDifferences('drifts', story.drifts, record.drifts),
          ...listDifferences('misplaced', story.misplaced, record.misplaced),
        ]),
    ...Object.entries(story.calls).flatMap(([call, count]) =>
      unlike(`calls of ${call}`, count, record.calls[call] ?? 0),
    ),
    ...reportDifferences(story, record),
    ...neverDifferences(story, record),
    ...record.violations.map((violation) => `invariant ${violation}`),
  ];
}

function outcomeDifferences(
  expected: readonly ExpectedOutcome[],
  got: readonly RecordedOutcome[],
): readonly string[] {
  const order = listDifferences(
    'outcomes',
    expected.map(({ of, is }) => `${of} ${is}`),
    got.map(({ of, is }) => `${of} ${is}`),
  );
  if (order.length > 0) return [...order, ...got.map(({ of, cause }) => `  ${of}: ${cause}`)];
  return expected.flatMap((outcome, index) => oneOutcome(outcome, got[index] as RecordedOutcome));
}

function oneOutcome(expected: ExpectedOutcome, got: RecordedOutcome): string[] {
  const of = (field: string) => `${expected.of} ${field}`;
  const fields = ['urgent', 'start', 'transitions', 'aftermath'] as const;
  return [
    ...expected.says
      .filter((words) => !got.cause.includes(words))
      .map((words) => `${of('cause')}: expected "${words}" in it, got "${got.cause}"`),
    ...(expected.at === undefined || expected.at === got.at
      ? []
      : [`${of('ends')}: expected at ${formatDuration(expected.at)}, got ${formatDuration(got.at)}`]),
    ...fields.flatMap((field) =>
      expected[field] === undefined ? [] : unlike(of(field), expected[field], got[field]),
    ),
    ...(expected.phases === undefined ? [] : listDifferences(of('phases'), expected.phases, got.phases)),
    ...(expected.breaches === undefined && expected.is !== 'DEPLOYED'
      ? []
      : listDifferences(of('breaches'), expected.breaches ?? [], got.breaches)),
    ...wordDifferences(of('problems'), expected.problems ?? [], got.problems),
    ...(expected.offers === undefined ? [] : wordDifferences(of('offers'), expected.offers, got.offers)),
    ...(expected.warned === undefined ? [] : wordDifferences(of('warned'), expected.warned, got.warned)),
  ];
}

/** Each text must contain the words that the story has for it. */
function wordDifferences(what: string, wanted: readonly string[], got: readonly string[]): string[] {
  const alike =
    wanted.length === got.length && wanted.every((words, index) => saysSo(got[index] ?? '', words));
  return alike ? [] : [`${what}: expected ${wanted.join(' | ') || 'none'}, got ${got.join(' | ') || 'none'}`];
}

/** A story may omit the line number of a problem in the manifest. */
const saysSo = (problem: string, words: string): boolean =>
  problem.includes(words) || problem.replace(/ \(line \d+\)/, '').includes(words);

function lookDifferences({ at, ...expected }: ExpectedSnapshot, got: RecordedSnapshot | undefined): string[] {
  if (got === undefined) return [`at ${formatDuration(at)}: nobody looked`];
  const what = (field: string) => `at ${formatDuration(at)}, ${field}`;
  return Object.entries(expected).flatMap(([field, wanted]) => {
    switch (field) {
      case 'doing':
        return got.doing.includes(String(wanted)) ? [] : unlike(what(field), wanted, got.doing);
      case 'alarms':
      case 'configs':
      case 'models':
        return listDifferences(what(field), [...(wanted as string[])].sort(), got[field]);
      case 'instances':
        return unlike(what(field), byVariant(wanted as number), got.instances);
      case 'settings':
      case 'tags':
      case 'model':
        return partDifferences(what(field), wanted, got[field]);
      default:
        return unlike(what(field), wanted, got[field as 'status']);
    }
  });
}

/** Compares only the written members of objects, but every item of lists. */
function partDifferences(what: string, wanted: unknown, got: unknown): string[] {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (!isObject(wanted) || !isObject(got)) return unlike(what, wanted, got);
  if (Array.isArray(wanted) && wanted.length !== (got as unknown as unknown[]).length)
    return unlike(what, wanted, got);
  return Object.entries(wanted).flatMap(([key, value]) =>
    value === 'absent' && got[key] === undefined ? [] : partDifferences(`${what}.${key}`, value, got[key]),
  );
}

function reportDifferences({ reports, letters }: ReleaseStory, record: ReleaseRecord): string[] {
  if (reports === undefined) return [];
  return [
    ...Object.entries(reports).flatMap(([of, wanted]) => {
      const kept = record.reports[of];
      if (wanted === 'none') return kept === undefined ? [] : [`reports: expected none of ${of}, got one`];
      if (kept === undefined) return [`reports: expected one of ${of}, got none`];
      return wanted.filter((words) => !kept.includes(words)).map((words) => `report of ${of}: no "${words}"`);
    }),
    ...listDifferences('letters', letters, record.letters),
  ];
}

function neverDifferences({ never }: ReleaseStory, record: ReleaseRecord): string[] {
  const phases = record.told.map((text) => text.split(' ')[0] ?? '');
  return [
    ...(never.servingBelow !== undefined && record.leastServing < never.servingBelow
      ? [`never: fewer than ${never.servingBelow} serving: ${record.leastServing}`]
      : []),
    ...never.serving
      .filter((config) => record.served.includes(config))
      .map((config) => `never: ${config} got requests`),
    ...never.told.filter((phase) => phases.includes(phase)).map((phase) => `never: ${phase} was told`),
    ...never.calls
      .filter((call) => record.calls[call] !== undefined)
      .map((call) => `never: ${call} was called ${record.calls[call]} times`),
  ];
}

const listDifferences = (what: string, expected: readonly string[], got: readonly string[]): string[] =>
  isDeepStrictEqual(expected, got)
    ? []
    : [`${what}: expected ${expected.join(', ') || 'none'}, got ${got.join(', ') || 'none'}`];

const unlike = (what: string, expected: unknown, got: unknown): string[] =>
  isDeepStrictEqual(expected, got)
    ? []
    : [`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got) ?? 'none'}`];
