import type { Endpoints } from '../../core/ports/endpoints.ts';
import { rollbackTarget } from '../../core/records/rollback-target.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type WayBack, whatServes } from '../../core/verdict/way-out.ts';
import { goneOf } from './gone-of.ts';

/**
 * What `rollback` goes to, asked for with --to or without; undefined where it would refuse, or not all of it is there any
 * more.
 *
 * @param records the endpoint's, oldest first
 * @param serving the live config; undefined where it is none that an update could not go to
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
