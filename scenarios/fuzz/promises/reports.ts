import { isTroubled, type Promised } from './promise.ts';

/** It is held back for five minutes, and then takes a moment. */
const keptWithinMs = 10 * 60_000;

/** Some minutes after its end, the report and the recording of each rollout are kept, whatever its outcome. */
export const reports: Promised = (seen) => {
  if (isTroubled(seen)) return [];
  const { world, ledger, remains } = seen;
  const due = ledger.filter(
    ({ sk, endedAt }) =>
      String(sk).startsWith('rollout#') &&
      endedAt !== undefined &&
      Date.parse(String(endedAt)) + keptWithinMs <= world.clock.now(),
  );
  const kept = new Set(remains.reports);
  return due.flatMap(({ endpoint, name }) =>
    ['html', 'json']
      .filter((kind) => !kept.has(`reports/${endpoint}/${name}.${kind}`))
      .map((kind) => `report: ${name} has ended, and its ${kind} is not kept`),
  );
};
