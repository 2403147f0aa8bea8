import * as z from 'zod';
import { type AlarmNumbers, alarmLabel } from '../cloudwatch/alarm-text.ts';
import type { Breach } from '../cloudwatch/breach.ts';
import { epochMsOf, type Instant, instantSchema } from '../values/instant.ts';
import type { Stop } from '../verdict/stop.ts';

/** What is recorded of a rollout that makes SageMaker go back. */
export interface BackCauses {
  /** Rollback alarms that went off while SageMaker shifted; they may be OK again. */
  readonly breaches: readonly (Pick<AlarmNumbers, 'name' | 'measured'> & Pick<Breach, 'at'>)[];
  readonly stop?: Pick<Stop, 'by' | 'at'> | undefined;
}

/** A rollout that waits for its endpoint, as far as it matters here. */
interface RolloutWait {
  readonly name: string;
  readonly purpose: string;
  /** Of the shift. */
  readonly breaches?: BackCauses['breaches'];
}

/** Why SageMaker goes back: an alarm by what it is called, or whoever has stopped the rollout. */
export const whyBackSchema = z.object({ kind: z.enum(['alarm', 'stop']), by: z.string(), at: instantSchema });
export type WhyBack = z.infer<typeof whyBackSchema>;

/** From the rollout's record, and what the waits for its endpoint hold. */
export function backCauses(
  { name, stop }: { readonly name: string; readonly stop?: Stop | undefined },
  waits: readonly RolloutWait[],
): BackCauses {
  const shift = waits.find((wait) => wait.name === name && wait.purpose === 'shift');
  return { breaches: shift?.breaches ?? [], stop };
}

/** AWS may give the start of what it does in whole seconds. */
const precisionMs = 1000;

/**
 * The cause of what SageMaker has been doing since `since` (epoch ms). Only what came before it can be: an alarm at
 * 10:02 is no reason for instances that have been starting since 10:00.
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
