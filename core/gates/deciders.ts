import * as z from 'zod';
import type { ChannelId } from '../values/channel-id.ts';
import { channelPeople } from './channel-people.ts';
import type { PlannedGate } from './gate.ts';

const namingSchema = z.object({ by: z.array(z.string()) });

/**
 * Everybody whom a gate of the rollout names as decider; undefined if no gate names anybody. Whoever may
 * decide about a rollout may also stop it and take it back.
 */
export function decidersOf(
  gates: Readonly<Record<'before' | 'during' | 'after', readonly PlannedGate[]>> | undefined,
): readonly string[] | undefined {
  const all = [...(gates?.before ?? []), ...(gates?.during ?? []), ...(gates?.after ?? [])];
  const named = all.flatMap(({ config }) => namingSchema.safeParse(config).data?.by ?? []);
  return named.length === 0 ? undefined : [...new Set(named)];
}

/**
 * The channel's groups in a list of deciders whose members must be read to know whether the user belongs to
 * them.
 */
export const groupsToAsk = (
  channel: ChannelId,
  by: readonly string[] | undefined,
  user: string,
): readonly string[] =>
  by === undefined || by.includes(user) ? [] : by.filter((one) => channelPeople[channel].group.test(one));
