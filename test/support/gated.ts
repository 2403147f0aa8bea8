import { type Rollout, rolloutName } from '../../core/release.ts';
import { make as awaitGate } from '../../functions/await-gate.ts';
import { make as openGates } from '../../functions/open-gates.ts';
import { make as operate } from '../../functions/operate.ts';
import { aPlan, aSettled, instant, instantMs } from './builders.ts';
import type { FakeAws } from './fake-aws.ts';
import { gatesOf } from './gates.ts';
import { planned, settled } from './rollouts-on-aws.ts';

type Written = Readonly<Partial<Record<'before' | 'after', readonly object[]>>>;

/** The builders' rollout holds its lease, is planned, and has the given gates to pass. Returns its fence. */
export async function atGates(aws: FakeAws, written: Written): Promise<number> {
  const plan = aPlan();
  aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'OK', StateUpdatedTimestamp: new Date(instant) });
  await aws.ledger.watchAlarms('iris', plan.alarms);
  if (written.before === undefined)
    aws.endpoints.set('iris', { status: 'InService', config: plan.config, modified: instantMs });
  const fence = await planned(aws, plan);
  await aws.ledger.settle(plan, gatesOf(written), aSettled());
  return fence;
}

/** The rollout waits at its gate, under `token`. */
export async function waitingAtGate(aws: FakeAws, written: Written, token = 'gate-1'): Promise<number> {
  const { rollout } = aPlan();
  const fence = await atGates(aws, written);
  const stage = written.before === undefined ? 'after' : 'before';
  const { lookedAt, waitSeconds } = await openGates(aws.seam)({ rollout, fence, stage });
  if (waitSeconds === null) throw new Error(`${rolloutName(rollout)} waits at no gate`);
  await awaitGate(aws.seam)({ rollout, stage, token, lookedAt: lookedAt + 1 });
  return fence;
}

/** An approval, as a manifest writes it. */
export const approval = { approval: { timeout: '8h' } };

/** Lets the functions settle the rollout and ask about it, and lets somebody approve it. */
export async function approved(aws: FakeAws, rollout: Rollout): Promise<{ rollout: Rollout; fence: number }> {
  const fence = await settled(aws, rollout);
  await openGates(aws.seam)({ rollout, fence, stage: 'before' });
  const command = { command: 'decide', action: 'approve', by: 'ana', key: 'approval', endpoint: 'iris' };
  const { done, message } = await operate(aws.seam)(command);
  if (done !== 'decided') throw new Error(message);
  return { rollout, fence };
}
