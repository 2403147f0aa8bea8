import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../core/ports/ledger.ts';
import { aDeployment, aRollout, aSmallPlan, instant } from '../../support/builders.ts';
import { fakeAws } from '../../support/fake-aws.ts';

let ledger: Ledger;
beforeEach(async () => {
  ({ ledger } = await fakeAws());
});
const owners = { ...aDeployment({}, { TerminationWaitInSeconds: 60 }) };

describe('The deployment configs of an endpoint', () => {
  it('are none where nothing was released to it', async () => {
    expect(await ledger.deploymentHistory('iris')).toEqual({});
  });

  it('are kept by the endpoint, whatever the case of its name, and what is kept takes the place of all before', async () => {
    await ledger.keepDeploymentHistory('Iris', { owners });
    await ledger.noteDeployment('iris', 'released', aDeployment());
    await ledger.noteDeployment('iris', 'wentBack', aDeployment());
    const released = aDeployment();
    expect(await ledger.deploymentHistory('IRIS')).toEqual({ owners, released, wentBack: released });
    await ledger.keepDeploymentHistory('iris', { owners });
    expect(await ledger.deploymentHistory('iris')).toEqual({ owners });
  });

  it('are told from the rollouts of version 0.1, which kept none', async () => {
    const rollout = aRollout();
    await ledger.begin(rollout, 'arn', instant);
    await ledger.keepPlan(aSmallPlan(rollout));
    expect(await ledger.deploymentHistory('iris')).toEqual({});
    await ledger.enter(rollout, 'shifting', instant);
    expect(await ledger.deploymentHistory('iris')).toEqual({ released: aDeployment() });
  });
});
