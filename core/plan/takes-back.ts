import { alarmRule } from '../cloudwatch/alarm-text.ts';
import { type Comparison, compare, onlyTells } from '../gates/compare.ts';
import type { ComparisonTerms } from '../gates/comparison-terms.ts';
import type { PlannedGate } from '../gates/gate.ts';
import { hold } from '../gates/hold.ts';
import { judge } from '../gates/judge.ts';
import type { Plan } from './plan.ts';

/**
 * What would take a rollout back by itself while traffic shifts, one text each: the alarms that SageMaker watches, the
 * comparisons and other checks in the bakes, which stop it by the abort switch. What only tells or asks people is none of it.
 *
 * @param during the gates in force in the bakes, with those that come with the manifest's alarms
 */
export const takesBack = ({ alarms }: Pick<Plan, 'alarms'>, during: readonly PlannedGate[]): string[] => [
  ...alarms.filter(({ on }) => on === 'rollback').map((alarm) => alarmRule(alarm)),
  ...during.filter(stopsByItself).map(checkText),
];

function stopsByItself(gate: PlannedGate): boolean {
  if (gate.kind === hold.kind || onlyTells(gate)) return false;
  return gate.kind !== compare.kind || (gate.config as Comparison).on === 'rollback';
}

function checkText({ kind, config }: PlannedGate): string {
  if (kind !== compare.kind && kind !== judge.kind) return `the check ${kind}`;
  const { compare: what, tolerance } = config as ComparisonTerms;
  return `comparing ${what} with the old fleet's (${tolerance}× tolerated)`;
}
