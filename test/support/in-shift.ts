import { holdsOf } from '../../core/plan/holds-of.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import {
  anAlarm,
  aPlan,
  aRollout,
  aSettled,
  aWrittenManifest,
  findings,
  instant,
  instantMs,
} from './builders.ts';
import type { FakeAws } from './fake-aws.ts';
import { gatesOf } from './gates.ts';
import { serving, shifting } from './rollouts-on-aws.ts';

interface InShift {
  /** As a manifest writes them. */
  readonly during?: readonly object[];
  readonly after?: readonly object[];
  /** How the alarm `kpi` (`on: hold`) asks; undefined if there is no such alarm. */
  readonly hold?: object;
}

/**
 * The builders' rollout shifts one of five instances at a time; `kpi` is OK. Returns its plan and its fence.
 */
export async function inShift(
  aws: FakeAws,
  { during = [], after = [], hold }: InShift,
): Promise<{ plan: Plan; fence: number }> {
  const errors = { name: 'iris-5xx', on: 'rollback' };
  const alarms = hold === undefined ? [errors] : [errors, { name: 'kpi', on: 'hold', hold }];
  const found = findings({
    manifest: { kind: 'content', value: aWrittenManifest({ alarms }) },
    alarms: [anAlarm(), anAlarm({ name: 'kpi' })],
  });
  const plan = aPlan(found);
  for (const AlarmName of ['iris-5xx', 'kpi'])
    aws.alarms.push({ AlarmName, StateValue: 'OK', StateUpdatedTimestamp: new Date(instant) });
  aws.alarms.push({
    AlarmName: `greenlight-test-abort-${rolloutName(plan.rollout)}`,
    StateValue: 'OK',
  });
  await aws.ledger.watchAlarms('iris', plan.alarms);
  serving(aws, plan.previousConfig ?? '');
  const fence = await shifting(aws, plan);
  const gates = gatesOf({ during, after });
  const holds = holdsOf(aRollout(), found);
  await aws.ledger.settle(plan, { ...gates, during: [...gates.during, ...holds] }, aSettled());
  return { plan, fence };
}

/** Bakes with `on` of five instances on green; 5 is the final bake. */
export function bakes(aws: FakeAws, plan: Plan, on: number): void {
  doing(aws, plan, 'Baking', on);
}

export function doing(aws: FakeAws, plan: Plan, status: string, on: number): void {
  const modified = instantMs - 1000;
  aws.endpoints.set('iris', {
    status: 'Updating',
    config: plan.previousConfig ?? '',
    pending: plan.config,
    modified,
    doing: { status, on, since: instantMs },
  });
}

/** SageMaker's event for each step. */
export const deploymentEvent = () => ({
  source: 'aws.sagemaker',
  'detail-type': 'SageMaker Endpoint Deployment State Change',
  detail: { EndpointName: 'iris', EndpointStatus: 'UPDATING' },
});

/** The same of an update of five instances to `config`, with both fleets, a minute after the builders' instant for each step. */
export function stepEvent(
  plan: Pick<Plan, 'config' | 'previousConfig'>,
  step: { readonly minute: number; readonly on: number; readonly status: string; readonly going?: string },
) {
  const { detail, ...event } = deploymentEvent();
  const at = instantMs + step.minute * 60_000;
  const variant = (CurrentInstanceCount: number) => ({
    ...{ VariantName: 'AllTraffic', CurrentWeight: 1, CurrentInstanceCount, DesiredInstanceCount: 5 },
  });
  return {
    ...event,
    time: instantAt(at),
    detail: {
      ...detail,
      EndpointStatus: step.going ?? 'UPDATING',
      EndpointConfigName: plan.previousConfig ?? '',
      ProductionVariants: [variant(5 - step.on)],
      PendingDeploymentSummary: {
        EndpointConfigName: plan.config,
        StartTime: instantMs,
        ProductionVariants: [
          { ...variant(step.on), VariantStatus: [{ Status: step.status, StatusMessage: '', StartTime: at }] },
        ],
      },
    },
  };
}

/** `kpi` changes its state. Returns CloudWatch's event. */
export function kpi(aws: FakeAws, StateValue: 'ALARM' | 'OK') {
  const at = new Date(aws.clock.now());
  const alarm = aws.alarms.find(({ AlarmName }) => AlarmName === 'kpi');
  Object.assign(alarm ?? {}, { StateValue, StateUpdatedTimestamp: at });
  const state = { value: StateValue, reason: 'r', timestamp: at.toISOString() };
  return { detail: { alarmName: 'kpi', state } };
}
