import { describe, expect, it } from 'vitest';
import type { DeploymentHistory } from '../../../core/plan/deployment-history.ts';
import { goingBack } from '../../../core/plan/going-back.ts';
import {
  historyBefore,
  lastDeployment,
  ownersDeployment,
  type StoredDeployment,
} from '../../../core/plan/owners-deployment.ts';

const canaryBy = (...alarms: string[]): StoredDeployment => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: {
      Type: 'CANARY',
      CanarySize: { Type: 'CAPACITY_PERCENT', Value: 25 },
      WaitIntervalInSeconds: 600,
    },
    TerminationWaitInSeconds: 300,
    MaximumExecutionTimeoutInSeconds: 3600,
  },
  AutoRollbackConfiguration: { Alarms: alarms.map((AlarmName) => ({ AlarmName })) },
});
const theirs = canaryBy('their-errors');
const byRelease = canaryBy('other', 'greenlight-local-abort-iris-000000000001-1');
const allAtOnce: StoredDeployment = {
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
    TerminationWaitInSeconds: 300,
    MaximumExecutionTimeoutInSeconds: 3360,
  },
};
const byRollback: StoredDeployment = {
  ...allAtOnce,
  AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'greenlight-local-abort-iris-000000000001-2' }] },
};

const stored = (last: StoredDeployment | undefined, history?: DeploymentHistory) => ({
  stage: 'local',
  live: last === undefined ? {} : { lastDeployment: last },
  history,
});
const owners = { owners: { ...theirs } };

describe('The deployment config that the endpoint’s owner stored', () => {
  it.each<
    [string, StoredDeployment | undefined, DeploymentHistory | undefined, StoredDeployment | undefined]
  >([
    ['is the last one, if it is not ours', theirs, undefined, theirs],
    ['is the newest of theirs, whatever was recorded', theirs, { owners: { ...allAtOnce } }, theirs],
    ['is the recorded one after a release of ours', byRelease, owners, theirs],
    ['is the recorded one after a rollback of ours', byRollback, owners, theirs],
    [
      'is the recorded one after an update back',
      { ...goingBack() },
      { ...owners, wentBack: { ...goingBack() } },
      theirs,
    ],
    ['is none where a release of ours came first', byRelease, { released: { ...byRelease } }, undefined],
    [
      'is none where a release of ours made the endpoint',
      allAtOnce,
      { released: { ...allAtOnce } },
      undefined,
    ],
    ['is theirs, though it looks like ours, where none of ours was set', allAtOnce, {}, allAtOnce],
    ['is the recorded one where an update without any has cleared it', undefined, owners, theirs],
    [
      'is theirs where only another stage’s name is in it',
      canaryBy('greenlight-prod-abort-iris-000000000001-1'),
      undefined,
      canaryBy('greenlight-prod-abort-iris-000000000001-1'),
    ],
  ])('%s', (_, last, history, found) => {
    expect(ownersDeployment(stored(last, history))).toEqual(found);
  });

  it('is none of an endpoint that does not exist yet', () => {
    expect(ownersDeployment({ stage: 'local', live: undefined, history: owners })).toBeUndefined();
  });

  it('is told from ours by what it says, not by how: AWS may leave out what it need not say', () => {
    const short = { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' } } };
    const long = {
      BlueGreenUpdatePolicy: {
        TerminationWaitInSeconds: 0,
        TrafficRoutingConfiguration: { WaitIntervalInSeconds: 0, Type: 'ALL_AT_ONCE' },
      },
    };
    expect(ownersDeployment(stored(short, { ...owners, wentBack: long }))).toEqual(theirs);
  });
});

describe('What is retained', () => {
  it.each<[string, StoredDeployment, DeploymentHistory | undefined, StoredDeployment]>([
    ['is what its owner set last', theirs, undefined, theirs],
    [
      'is what a release was deployed with last',
      byRelease,
      { ...owners, released: { ...byRelease } },
      byRelease,
    ],
    [
      'is that of the release before a rollback',
      byRollback,
      { ...owners, released: { ...byRelease } },
      byRelease,
    ],
    ['is the owner’s before a rollback where no release came between', byRollback, owners, theirs],
    ['is the last one where nothing else is known', byRelease, {}, byRelease],
  ])('%s', (_, last, history, found) => {
    expect(lastDeployment(stored(last, history))).toEqual(found);
  });
});

describe('What is kept before an update of ours', () => {
  it('is the owner’s, alone: it came after all that was recorded', () => {
    const history = { owners: { ...allAtOnce }, released: { ...byRelease } };
    expect(historyBefore(stored(theirs, history))).toEqual(owners);
  });

  it('is what is recorded, where the last one is ours', () => {
    const history = { ...owners, released: { ...byRelease } };
    expect(historyBefore(stored(byRollback, history))).toEqual(history);
    expect(historyBefore(stored(byRelease))).toEqual({});
  });

  it('is nothing of an endpoint that is new', () => {
    const made = { stage: 'local', live: { createdAt: 2 }, history: { ...owners, endpointCreatedAt: 1 } };
    expect(historyBefore(made)).toEqual({ endpointCreatedAt: 2 });
    expect(ownersDeployment(made)).toBeUndefined();
    const same = { ...made, live: { createdAt: 1 } };
    expect(historyBefore(same)).toEqual({ ...owners, endpointCreatedAt: 1 });
    expect(ownersDeployment(same)).toEqual(theirs);
    expect(historyBefore({ stage: 'local', live: undefined, history: owners })).toEqual({});
  });
});
