import { formatDuration } from './duration.ts';
import { byVariant, type PerVariant } from './fields.ts';
import { configOf, type ExpectedRow, type Scenario } from './scenario.ts';
import {
  type ActionResult,
  type Counts,
  countsText,
  type EndpointState,
  type Moment,
  type Timeline,
} from './timeline.ts';

/**
 * Where `timeline` differs from the story: one line per difference, none if all is as told. Every moment must
 * be in the story, and every row must happen, with everything in it.
 */
export function differences(scenario: Scenario, timeline: Timeline): readonly string[] {
  return [
    ...resultDifferences(scenario, timeline.results),
    ...rowDifferences(scenario, timeline.moments),
    ...endDifferences(scenario, timeline.end),
    ...neverDifferences(scenario, timeline),
  ];
}

/** The part of a state that each row fixes, even if it does not repeat it. */
type Fixed = Pick<EndpointState, 'status' | 'config' | 'pending' | 'blue' | 'green' | 'share' | 'phase'>;

const notThere: Fixed = {
  status: 'none',
  config: 'none',
  pending: 'none',
  blue: {},
  green: {},
  share: {},
  phase: 'none',
};

function startOf({ start, configs }: Scenario): Fixed {
  const written = configs[start];
  if (start === 'none' || written === undefined) return notThere;
  const counts = Object.entries(configOf(written).variants).map(([name, { instances }]) => [name, instances]);
  return { ...notThere, status: 'InService', config: start, blue: Object.fromEntries(counts) };
}

/**
 * A row's full state: its own fields, and the rest from the row before. Without a pending config there is no
 * green.
 */
function stateAfter(before: Fixed, row: ExpectedRow): Fixed {
  const of = (written: PerVariant | undefined, kept: Counts) =>
    written === undefined ? kept : byVariant(written);
  const pending = row.pending ?? before.pending;
  const none = pending === 'none';
  if (row.status === 'none') return notThere;
  return {
    status: row.status ?? before.status,
    config: row.config ?? before.config,
    pending,
    blue: of(row.blue, before.blue),
    green: of(row.green, none ? {} : before.green),
    share: of(row.share, none ? {} : zeroes(before.share, row.green ?? before.green)),
    phase: row.phase ?? (none && before.pending !== 'none' ? 'none' : before.phase),
  };
}

/** There is no traffic on green until a row says so. */
const zeroes = (share: Counts, green: PerVariant): Counts =>
  Object.keys(share).length > 0
    ? share
    : Object.fromEntries(Object.keys(byVariant(green)).map((variant) => [variant, 0]));

function rowDifferences(scenario: Scenario, moments: readonly Moment[]): string[] {
  const found: string[] = [];
  const happened = new Map(moments.map((moment) => [moment.at, moment]));
  const told = new Set(scenario.timeline.map(({ at }) => at));
  for (const { at, events, state } of moments) {
    if (!told.has(at))
      found.push(`at ${formatDuration(at)}: nothing expected, but ${brief(state)} [${events.join(', ')}]`);
  }
  let expected = startOf(scenario);
  for (const row of scenario.timeline) {
    expected = stateAfter(expected, row);
    const moment = happened.get(row.at);
    const at = `at ${formatDuration(row.at)}`;
    if (moment === undefined) {
      found.push(`${at}: nothing changed`);
      continue;
    }
    for (const difference of momentDifferences(expected, row, moment)) found.push(`${at}: ${difference}`);
  }
  return found;
}

const brief = ({ status, config, pending, blue, green, phase }: EndpointState): string =>
  `${status} on ${config} ${countsText(blue)}, ${pending} ${countsText(green)}, ${phase}`;

function* momentDifferences(expected: Fixed, row: ExpectedRow, { state, events }: Moment): Generator<string> {
  for (const field of ['status', 'config', 'pending', 'phase'] as const) {
    if (expected[field] !== state[field]) yield unlike(field, expected[field], state[field]);
  }
  for (const field of ['blue', 'green', 'share'] as const) {
    if (!sameCounts(expected[field], state[field])) {
      yield unlike(field, countsText(expected[field]), countsText(state[field]));
    }
  }
  for (const field of ['desired', 'weights'] as const) {
    const wanted = row[field];
    if (wanted !== undefined && !sameCounts(byVariant(wanted), state[field])) {
      yield unlike(field, countsText(byVariant(wanted)), countsText(state[field]));
    }
  }
  const message = state.messages.join(' ');
  if (row.says !== undefined && !message.includes(row.says)) yield unlike('says', row.says, message);
  if (row.events.join() !== events.join()) yield unlike('events', row.events.join(', '), events.join(', '));
}

const unlike = (what: string, expected: string, got: string): string =>
  `${what}: expected ${expected || 'none'}, got ${got || 'none'}`;

const sameCounts = (a: Counts, b: Counts): boolean => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name] === b[name]);
};

function resultDifferences(scenario: Scenario, results: readonly ActionResult[]): string[] {
  return scenario.actions.flatMap(({ refused }, index) => {
    const result = results[index];
    const what = `at ${formatDuration(result?.at ?? 0)}: ${result?.action}`;
    const got = result?.refused;
    if (refused === undefined)
      return got === undefined ? [] : [`${what}: refused: ${got.error}: ${got.message}`];
    if (got === undefined) return [`${what}: expected ${refused.error}, was accepted`];
    const alike = got.error === refused.error && got.message.includes(refused.says);
    return alike
      ? []
      : [`${what}: expected ${refused.error}: ${refused.says}, got ${got.error}: ${got.message}`];
  });
}

function endDifferences({ end }: Scenario, got: Timeline['end']): string[] {
  const found: string[] = [];
  if (end.status !== got.status) found.push(unlike('end status', end.status, got.status));
  if (end.config !== got.config) found.push(unlike('end config', end.config ?? 'none', got.config ?? 'none'));
  const reason = got.failureReason ?? 'none';
  const asTold = end.failureReason === 'none' ? reason === 'none' : reason.includes(end.failureReason);
  if (!asTold) found.push(unlike('end failureReason', end.failureReason, reason));
  if (end.modified !== undefined && end.modified !== got.modified) {
    found.push(unlike('end modified', formatDuration(end.modified), formatDuration(got.modified ?? 0)));
  }
  return found;
}

function neverDifferences({ never, start }: Scenario, { moments, samples }: Timeline): string[] {
  const found: string[] = [];
  const at = (seconds: number) => `at ${formatDuration(seconds)}, never:`;
  for (const sample of samples) {
    const serves = sample.status !== 'Creating' && sample.status !== 'Deleting' && sample.status !== 'Failed';
    if (serves && start !== 'none' && Math.abs(sample.shares - 1) > 1e-9) {
      found.push(`${at(sample.at)} shares that add up to ${sample.shares}`);
    }
    if (serves && sample.serving < (never.servingBelow ?? 0)) {
      found.push(`${at(sample.at)} fewer than ${never.servingBelow} serving: ${sample.serving}`);
    }
    const late = never.greenAfter !== undefined && sample.at > never.greenAfter;
    if (sample.onGreen && (late || never.green)) found.push(`${at(sample.at)} traffic on green`);
    if (never.statuses.includes(sample.status)) found.push(`${at(sample.at)} ${sample.status}`);
  }
  for (const moment of moments) {
    for (const event of moment.events) {
      if (never.events.includes(event)) found.push(`${at(moment.at)} ${event}`);
    }
  }
  return found;
}
