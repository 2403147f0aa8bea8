import type { Endpoints } from '../../core/ports/endpoints.ts';
import { rollbackTarget } from '../../core/records/rollback-target.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type WayBack, whatServes } from '../../core/verdict/way-out.ts';
import { goneOf } from './gone-of.ts';

/**
 * The target of `rollback`, with --to or without; undefined if it would be refused, or if parts of it are
 * gone.
 *
 * @param records the endpoint's, oldest first
 * @param serving the live config; undefined if an update cannot go to it
 */
export async function wayBack(
  endpoints: Pick<Endpoints, 'kept'>,
  records: readonly RolloutRecord[],
  serving: string | undefined,
  to: string | undefined,
): Promise<WayBack | undefined> {
  const target = rollbackTarget(records, serving, to);
  if (target.kind === 'none' || (await goneOf(endpoints, target.to)).length > 0) return undefined;
  const { config } = target.to;
  const made = records.find(({ name }) => name === config);
  return { config, what: whatServes(config, made), ...(to !== undefined && { to }) };
}
