import type { GateActions } from '../../core/gates/action-ports.ts';
import type { Comparison } from '../../core/gates/compare.ts';
import { areJudging, isDecided } from '../../core/gates/findings.ts';
import { gateName } from '../../core/gates/gate-key.ts';
import { openedGate } from '../../core/gates/item.ts';
import { comparingAction } from '../../core/gates/judge.ts';
import type { JudgeConfig } from '../../core/gates/judge-config.ts';
import type { JudgeSwitches } from '../../core/gates/judge-off.ts';
import { findingsSoFar } from '../../core/gates/judge-report.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { shiftOf } from '../../core/records/shift-of.ts';
import { unlessOff } from './unless-off.ts';

export interface JudgeSoFarPorts {
  readonly ledger: GateLedger & Pick<JudgeSwitches, 'judgeOff'>;
  readonly actions: GateActions;
}

/**
 * The rollout is stopped, or SageMaker goes back, whatever the cause was: comparisons that had not decided anything are kept as they stand now, so that
 * people are told what both fleets did until then, and not what an early look saw. Nothing is decided by it.
 */
export async function judgeSoFar(
  { ledger, actions }: JudgeSoFarPorts,
  record: RolloutRecord | undefined,
): Promise<void> {
  const during = record?.gates?.during ?? [];
  const between = record && shiftOf(record);
  if (record?.plan === undefined || between === undefined || !areJudging(during)) return;
  const { endpoint, name, plan, settled } = record;
  const kept = await ledger.gates(endpoint, name, 'during');
  for (const [n, gate] of during.entries()) {
    if (!areJudging([gate])) continue;
    const before = kept.find(({ item }) => item.n === n);
    const item = before?.item ?? openedGate('during', n, gate.kind, between.since, settled?.digest);
    if (item.status !== 'pending' || isDecided(item)) continue;
    const config = gate.config as JudgeConfig | Comparison;
    const action = comparingAction(config);
    const place = { rollout: name, stage: 'during', n } as const;
    const about = { rollout: plan.rollout, stage: 'during', gate: gateName(place), shift: between } as const;
    const result = await unlessOff(ledger, endpoint, action, () => actions.act(action, about));
    const judged = findingsSoFar(result, config);
    // If somebody has decided meanwhile, that stands.
    if (judged.length > 0)
      await ledger.putGate(endpoint, name, { ...item, judged: [...judged] }, before?.revision ?? 0);
  }
}
