import type { Action } from '../../core/gates/action.ts';
import { type JudgeSwitches, judgeOffText } from '../../core/gates/judge-off.ts';
import type { CountsReport } from '../../core/gates/judge-report.ts';

/** Does what a gate asks for; but does not compare fleets while that is switched off for the endpoint. */
export async function unlessOff<T>(
  ledger: Pick<JudgeSwitches, 'judgeOff'>,
  endpoint: string,
  action: Action,
  act: () => Promise<T>,
): Promise<T | CountsReport> {
  const compares = action.kind === 'judge' || action.kind === 'scores';
  const off = compares ? await ledger.judgeOff(endpoint) : undefined;
  return off === undefined ? act() : { kind: 'not-counted', why: judgeOffText(off) };
}
