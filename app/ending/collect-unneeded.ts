import { chooseGarbage } from '../../core/garbage/choose.ts';
import { collect } from '../../core/garbage/collect.ts';
import type { Discards } from '../../core/garbage/discards.ts';
import { retentionOf } from '../../core/garbage/retention.ts';
import type { Conclusions, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { instantAt } from '../../core/values/instant.ts';

/** How many releases are kept for rollback if no plan says it. */
const keptWithoutPlan = 5;

/**
 * Removes what no kept release of the endpoint needs. Does not throw if something cannot be removed: that is
 * logged and left for the next time.
 *
 * @param now epoch milliseconds
 */
export async function collectUnneeded(
  {
    ledger,
    discards,
    log,
  }: { readonly ledger: RolloutRecords & Conclusions; readonly discards: Discards; readonly log: Log },
  endpoint: string,
  now: () => number,
): Promise<void> {
  const records = await ledger.rollouts(endpoint);
  const keep = records.findLast(isInForce)?.plan?.keep ?? keptWithoutPlan;
  // Whatever serves: where there is nothing to do in either case, the endpoint need not be looked at.
  const known = records.map(retentionOf);
  const { garbage } = chooseGarbage({ retentions: known, serving: [], keep });
  const all = known.map(({ config }) => config);
  const { unwatched: most } = chooseGarbage({ retentions: known, serving: all, keep });
  if (garbage.length + most.length === 0) return;
  const retentions = async () => (await ledger.rollouts(endpoint)).map(retentionOf);
  const { discarded, unwatched, failures } = await collect({ discards, retentions }, endpoint, keep);
  for (const name of discarded) await ledger.markDiscarded(endpoint, name, instantAt(now()));
  for (const name of unwatched) await ledger.markUnwatched(endpoint, name, instantAt(now()));
  for (const failure of failures) log.warn('not deleted', { endpoint, failure });
}

/**
 * Whether its plan is under a manifest that was in force when it had its turn. A release that waits has only been
 * checked: until its turn comes, the manifest that it was checked under may have been replaced.
 */
const isInForce = ({ plan, settled, phases }: RolloutRecord): boolean =>
  plan !== undefined && (settled !== undefined || phases.prepared !== undefined);
