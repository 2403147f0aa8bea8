import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { mean, median } from '../measure.ts';
import { pricesAsOf, pricesRegion } from '../prices.ts';
import { type Figure, table } from '../table.ts';
import { type Bundles, bundles } from './bundles.ts';
import { pollClean, pollLags, pollLong, pollRolledBack } from './compare.ts';
import { type Polled, withoutLambda } from './poll-loop.ts';
import { clean, long, queued, rejected, rolledBack, type Scenario } from './scenarios.ts';
import { percentile, type Spent, speed } from './speed.ts';
import { standingOf } from './standing.ts';
import { assumed, costOf, deliveries, dollars, type Usage } from './usage.ts';

const usd = (value: number): string => `$${value.toFixed(5)}`;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const kb = (bytes: number): string => `${Math.round(bytes / 1024)} KiB`;
const lag = (seconds: number | undefined): string => (seconds === undefined ? '' : `${seconds} s`);
const callCount = ({ calls }: Usage): number => Object.values(calls).reduce((sum, times) => sum + times, 0);

/** The controller's costs and speed, as text to print, and the figures that have targets. */
export async function controllerReport(): Promise<{ text: string; figures: readonly Figure[] }> {
  const rollouts = {
    'clean, 30 min': await clean(),
    'rolled back by an alarm': await rolledBack(),
    rejected: await rejected(),
    'waits for its turn, then clean': await queued(),
    'clean, 7 h 52 min': await long(),
  };
  const loops = {
    'clean, 30 min': await pollClean(),
    'rolled back (loop says: done)': await pollRolledBack(),
    'clean, 7 h 52 min': await pollLong(),
  };
  const lags = await pollLags();
  const standing = standingOf(JSON.parse(await readFile(await packageIfStale('local'), 'utf8')));
  const simple = rollouts['clean, 30 min'];
  const sections = [
    `One rollout, counted on the engine. Dollars: list prices of ${pricesRegion} as of ${pricesAsOf}, no free tier;`,
    `an invocation is taken to last ${assumed.coldStartMs + assumed.ownMs} ms and ${assumed.perCallMs} ms for each of its AWS calls.\n`,
    rolloutTable(rollouts),
    'The same by a loop: Wait 30 s, DescribeEndpoint, Choice (SDK integrations; in brackets, a Lambda function instead)\n',
    loopTable(loops),
    `The loop sees an end ${mean(lags).toFixed(1)} s late on average, ${Math.max(...lags)} s at most, over ten phases of its interval.\n`,
    `Dollars of the clean rollout, by what they are for (and without any rollout, ${usd(standing.dollarsPerMonth)} a month:`,
    `${standing.alarmMetrics} metrics under the controller's own alarms, ${standing.dashboards} dashboard)\n`,
    table(Object.entries(costOf(simple.usage)).map(([what, value]) => [what, `$${value.toFixed(6)}`])),
    'AWS calls of the clean rollout\n',
    callTable(simple.usage),
    await speedSection(),
    bundleTable(await bundles(5)),
  ];
  const longer = rollouts['clean, 7 h 52 min'].usage.transitions - simple.usage.transitions;
  return {
    text: sections.join('\n'),
    figures: [
      {
        what: 'clean rollout without gates: state transitions',
        value: String(simple.usage.transitions),
        target: '<= 6',
        met: simple.usage.transitions <= 6,
      },
      {
        what: 'transitions more if it takes 7 h 52 min, not 30 min',
        value: String(longer),
        target: '0',
        met: longer === 0,
      },
    ],
  };
}

const rolloutTable = (rollouts: Readonly<Record<string, Scenario>>): string =>
  table([
    ['', 'outcome', 'transitions', 'functions', 'events in', 'AWS calls', 'seen after', 'dollars'],
    ...Object.entries(rollouts).map(([name, { outcome, usage, lagSeconds }]) => [
      name,
      outcome,
      String(usage.transitions),
      String(usage.invocations.length),
      String(deliveries(usage)),
      String(callCount(usage)),
      lag(lagSeconds),
      usd(dollars(usage)),
    ]),
  ]);

const loopTable = (loops: Readonly<Record<string, Polled>>): string =>
  table([
    ['', 'serves', 'transitions', 'functions', 'AWS calls', 'seen after', 'dollars'],
    ...Object.entries(loops).map(([name, { usage, servingConfig, lagSeconds }]) => [
      name,
      servingConfig,
      String(usage.transitions),
      `(${usage.invocations.length})`,
      String(callCount(usage)),
      lag(lagSeconds),
      `${usd(dollars(withoutLambda(usage)))} (${usd(dollars(usage))})`,
    ]),
  ]);

const callTable = ({ calls }: Usage): string =>
  table(
    Object.entries(calls)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([call, times]) => [call, String(times)]),
  );

async function speedSection(): Promise<string> {
  const { upload, bareRound } = await speed(60);
  const row = (name: string, spent: readonly Spent[]) => {
    const [host, cpu] = [spent.map(({ hostMs }) => hostMs), spent.map(({ cpuMs }) => cpuMs)];
    return [name, ms(percentile(host, 50)), ms(percentile(host, 99)), ms(median(cpu))];
  };
  const cpuOf = (spent: readonly Spent[]) => median(spent.map(({ cpuMs }) => cpuMs));
  const hostOf = (spent: readonly Spent[]) => median(spent.map(({ hostMs }) => hostMs));
  const ratios = `${(hostOf(upload) / hostOf(bareRound)).toFixed(0)} x by the clock, ${(cpuOf(upload) / cpuOf(bareRound)).toFixed(0)} x by CPU`;
  return [
    `In this process, ${upload.length} each, in turns; ${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1)}\n`,
    table([
      ['', 'p50', 'p99', 'CPU p50'],
      row('upload until UpdateEndpoint is taken', upload),
      row('StartExecution, function, SendTaskSuccess, end', bareRound),
    ]),
    `The first is ${ratios} of the second.\n`,
  ].join('\n');
}

function bundleTable({ bare, functions }: Bundles): string {
  const times = (importCpuMs: number): string => `${(importCpuMs / bare.importCpuMs).toFixed(1)} x`;
  return [
    'Functions as packaged, and their import in a fresh process, medians of 5 (the ratio is of CPU)\n',
    table([
      ['', 'zip', 'unpacked', 'import', 'CPU', 'to bare'],
      [
        'bare handler with one SDK client',
        '',
        kb(bare.unpackedBytes),
        ms(bare.importMs),
        ms(bare.importCpuMs),
        '1 x',
      ],
      ...functions.map(({ name, zipBytes, unpackedBytes, importMs, importCpuMs }) => [
        name,
        kb(zipBytes),
        kb(unpackedBytes),
        ms(importMs),
        ms(importCpuMs),
        times(importCpuMs),
      ]),
    ]),
  ].join('\n');
}
