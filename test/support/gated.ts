import { rolloutName } from '../../core/release.ts';
import { make as awaitGate } from '../../functions/await-gate.ts';
import { make as openGates } from '../../functions/open-gates.ts';
import { aPlan, instant, instantMs } from './builders.ts';
import type { FakeAws } from './fake-aws.ts';
import { gatesOf } from './gates.ts';
import { planned } from './rollouts-on-aws.ts';

type Written = Readonly<Partial<Record<'before' | 'after', readonly object[]>>>;

/**
 * The builders' rollout holds its lease, is planned, and has gates to pass, as a manifest writes them; after its shift it
 * is live. Its fence.
 */
export async function atGates(aws: FakeAws, written: Written): Promise<number> {
  const plan = aPlan();
  aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'OK', StateUpdatedTimestamp: new Date(instant) });
  await aws.ledger.watchAlarms('iris', plan.alarms);
  if (written.before === undefined)
    aws.endpoints.set('iris', { status: 'InService', config: plan.config, modified: instantMs });
  const fence = await planned(aws, plan);
  await aws.ledger.keepGates(plan.rollout, gatesOf(written));
  return fence;
}

/** It waits there, under that token. */
export async function waitingAtGate(aws: FakeAws, written: Written, token = 'gate-1'): Promise<number> {
  const { rollout } = aPlan();
  const fence = await atGates(aws, written);
  const stage = written.before === undefined ? 'after' : 'before';
  const { lookedAt, waitSeconds } = await openGates(aws.seam)({ rollout, fence, stage });
  if (waitSeconds === null) throw new Error(`${rolloutName(rollout)} waits at no gate`);
  await awaitGate(aws.seam)({ rollout, stage, token, lookedAt: lookedAt + 1 });
  return fence;
}
