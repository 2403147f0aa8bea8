import * as z from 'zod';
import { type AlarmNumbers, alarmLabel } from '../cloudwatch/alarm-text.ts';
import type { Breach } from '../cloudwatch/breach.ts';
import { epochMsOf, type Instant, instantSchema } from '../values/instant.ts';
import type { Stop } from '../verdict/stop.ts';

/** The recorded causes for which SageMaker goes back. */
export interface BackCauses {
  /** Rollback alarms that went off during the shift; they may be OK again. */
  readonly breaches: readonly (Pick<AlarmNumbers, 'name' | 'measured'> & Pick<Breach, 'at'>)[];
  readonly stop?: Pick<Stop, 'by' | 'at'> | undefined;
}

/** The part of a rollout's wait that is needed here. */
interface RolloutWait {
  readonly name: string;
  readonly purpose: string;
  /** Only in the wait of the shift. */
  readonly breaches?: BackCauses['breaches'];
}

/** Why SageMaker goes back: the alarm's label, or the person who stopped the rollout. */
export const whyBackSchema = z.object({ kind: z.enum(['alarm', 'stop']), by: z.string(), at: instantSchema });
export type WhyBack = z.infer<typeof whyBackSchema>;

/** The causes, from the rollout's record and from its waits for the endpoint. */
export function backCauses(
  { name, stop }: { readonly name: string; readonly stop?: Stop | undefined },
  waits: readonly RolloutWait[],
): BackCauses {
  const shift = waits.find((wait) => wait.name === name && wait.purpose === 'shift');
  return { breaches: shift?.breaches ?? [], stop };
}

/** AWS may give a status's start in whole seconds. */
const precisionMs = 1000;

/**
 * The cause of what SageMaker has been doing since `since` (epoch ms). Only an earlier event can be the
 * cause: an alarm at 10:02 does not explain instances that have been starting since 10:00.
 */
export function whyBack({ breaches, stop }: BackCauses, since: number | undefined): WhyBack | undefined {
  const came = (at: Instant) => since === undefined || epochMsOf(at) < since + precisionMs;
  const breach = breaches.toSorted((a, b) => epochMsOf(a.at) - epochMsOf(b.at)).find(({ at }) => came(at));
  if (breach !== undefined) return { kind: 'alarm', by: alarmLabel(breach), at: breach.at };
  return stop !== undefined && came(stop.at) ? { kind: 'stop', by: stop.by, at: stop.at } : undefined;
}

/** `Alarm iris-5xx went off at 10:02 UTC, so SageMaker goes back.` */
export function whyBackText({ kind, by, at }: WhyBack): string {
  const time = `${at.slice(11, 16)} UTC`;
  return kind === 'alarm'
    ? `Alarm ${by} went off at ${time}, so SageMaker goes back.`
    : `${by} stopped the rollout at ${time}, so SageMaker goes back, at the latest in its next bake.`;
}
