import type { Finding } from '../judge/finding.ts';
import type { PlannedGate } from './gate.ts';
import type { GateItem } from './item.ts';
import type { JudgeState } from './judge-state.ts';

/** Whether one of the gates judges. */
export const areJudging = (gates: readonly PlannedGate[]): boolean =>
  gates.some(({ kind }) => kind === 'judge' || kind === 'compare');

/** Whether green is shown to be worse: nothing that comes later takes that back. */
export const isDecided = ({ judged = [] }: Pick<GateItem, 'judged'>): boolean =>
  judged.some(({ verdict }) => verdict === 'FAIL');

/** What the gates have found, each comparison once: as the last of them saw it, or as the one that has failed. */
export function findingsIn(items: readonly GateItem[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { judged = [] } of items)
    for (const finding of judged) {
      const key = `${finding.compare}#${finding.variant}`;
      // Late metrics, or another tolerance, may make the same look better afterwards.
      if (found.get(key)?.verdict !== 'FAIL') found.set(key, finding);
    }
  return [...found.values()];
}

/** The bake that a judging gate has looked at for the last time; undefined if it will look again, or never did. */
export function judgedBake({ judged, status, state }: GateItem, now: number): number | undefined {
  const { bake, lookAt } = (state ?? {}) as Partial<JudgeState>;
  if (judged === undefined || bake === undefined || lookAt === undefined) return undefined;
  return status !== 'pending' || lookAt <= now ? bake : undefined;
}
