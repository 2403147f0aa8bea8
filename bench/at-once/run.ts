import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { cpuMillis } from '../measure.ts';
import { table } from '../table.ts';
import { type AtOnceResult, type Counts, releasesAtOnce } from './releases.ts';

/**
 * `npm run at-once`: many releases within a minute, one to each of as many endpoints, under AWS's rates of calls
 * (docs/local-aws.md, "Quotas and retries"). Exits with 1 unless every one ends DEPLOYED and no event is lost. With
 * `--incident 12`, an alarm that all have in common goes off after 12 minutes; then none may end otherwise than
 * DEPLOYED or ROLLED_BACK.
 */
const { values } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '300' },
    within: { type: 'string', default: '60' },
    incident: { type: 'string' },
    throttling: { type: 'string', default: 'as-on-aws' },
  },
});
const endpoints = Number(values.endpoints);
const withinSeconds = Number(values.within);
const throttling = values.throttling === 'none' ? 'none' : 'as-on-aws';
const incidentMinutes = values.incident === undefined ? undefined : Number(values.incident);
const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
let result: AtOnceResult | undefined;
const spent = await cpuMillis(async () => {
  result = await releasesAtOnce({
    ...{ endpoints, withinSeconds, throttling, template },
    ...(incidentMinutes !== undefined && { incidentMinutes }),
  });
});
if (result === undefined) throw new Error('nothing came of it');
const { outcomes, causes, endMinutes, calls, throttled, invocations, failed } = result;

const sum = (counts: Counts): number => Object.values(counts).reduce((all, times) => all + times, 0);
const minutes = (share: number): string =>
  (endMinutes[Math.floor(share * (endMinutes.length - 1))] ?? Number.NaN).toFixed(1);
process.stdout.write(
  `${table([
    [
      'outcomes',
      Object.entries(outcomes)
        .map(([outcome, times]) => `${times} ${outcome}`)
        .join(', '),
    ],
    ['simulated minutes to the first, median and last end', `${minutes(0)}, ${minutes(0.5)}, ${minutes(1)}`],
    ['attempts at AWS calls', String(sum(calls))],
    ['of all calls, throttled', String(sum(throttled))],
    ['invocations', String(sum(invocations))],
    ['of these, failed', String(sum(failed))],
    ['state transitions per rollout', (result.transitions / endpoints).toFixed(1)],
    ['dead letters', String(result.deadLetters)],
    ['abort switches left', String(result.switchesLeft)],
    ['CPU', `${(spent / 1000).toFixed(0)} s`],
  ])}\n`,
);
const rows = (counts: Counts, beside: Counts): string[][] =>
  Object.entries(counts).map(([what, times]) => [what, String(times), String(beside[what] ?? 0)]);
process.stdout.write(`${table([['call', 'attempts', 'throttled'], ...rows(calls, throttled)])}\n`);
process.stdout.write(`${table([['function', 'invocations', 'failed'], ...rows(invocations, failed)])}\n`);
for (const cause of causes.slice(0, 10)) process.stdout.write(`${cause}\n`);
const { DEPLOYED = 0, ROLLED_BACK = 0 } = outcomes;
const right = incidentMinutes === undefined ? DEPLOYED : DEPLOYED + ROLLED_BACK;
process.exit(right === endpoints && result.deadLetters === 0 ? 0 : 1);
