import type { Finding } from '../judge/finding.ts';
import type { PlannedGate } from './gate.ts';
import type { GateItem } from './item.ts';
import type { JudgeState } from './judge.ts';

/** Whether one of the gates judges. */
export const areJudging = (gates: readonly PlannedGate[]): boolean =>
  gates.some(({ kind }) => kind === 'judge' || kind === 'compare');

/** What the gates have found, each comparison once: as the last of them saw it. */
export function findingsIn(items: readonly GateItem[]): Finding[] {
  const last = new Map<string, Finding>();
  for (const { judged = [] } of items)
    for (const finding of judged) last.set(`${finding.compare}#${finding.variant}`, finding);
  return [...last.values()];
}

/** The bake that a judging gate has looked at for the last time; undefined if it will look again, or never did. */
export function judgedBake({ judged, status, state }: GateItem, now: number): number | undefined {
  const { bake, lookAt } = (state ?? {}) as Partial<JudgeState>;
  if (judged === undefined || bake === undefined || lookAt === undefined) return undefined;
  return status !== 'pending' || lookAt <= now ? bake : undefined;
}
