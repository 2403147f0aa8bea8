import type { Aws } from '../aws/aws.ts';
import type { Records } from '../aws/records.ts';
import { type EndpointStatus, endpointStatus } from '../views/endpoint-status.ts';

/** The endpoints that concern Greenlight. */
export interface EveryEndpoint {
  /** Those with a release, then those that only have opted in. */
  readonly names: readonly string[];
  /** Set if the rights to look for those that only have opted in are missing. */
  readonly lacks?: string;
}

export async function everyEndpoint(
  records: Pick<Records, 'endpoints' | 'optedInBeside'>,
): Promise<EveryEndpoint> {
  const released = await records.endpoints();
  const optedIn = await records.optedInBeside(new Set(released));
  if (optedIn !== undefined) return { names: [...released, ...optedIn.sort()] };
  const lacks =
    'endpoints that have opted in but had no release are not shown: that takes the rights sagemaker:ListEndpoints and sagemaker:ListTags.';
  return { names: released, lacks };
}

/** One endpoint as it is now; of one that nobody knows, all members are empty. */
export async function readStatus(
  { now: clock }: Pick<Aws, 'now'>,
  records: Records,
  name: string,
): Promise<EndpointStatus> {
  const rollouts = await records.rollouts(name);
  // The ledger's keys are in lower case. The records have the endpoint's own spelling.
  const asNamed = rollouts.at(-1)?.endpoint ?? name;
  const underway = rollouts.some(({ outcome }) => outcome === undefined);
  const [now, lease, endpoint, gates, waits, adoption, judgeOff, proposals] = await Promise.all([
    clock(),
    records.lease(name),
    records.endpoint(asNamed),
    underway ? records.gates(name) : [],
    underway ? records.waits(name) : [],
    rollouts.length === 0 ? records.adoption(name) : undefined,
    records.judgeOff(name),
    records.proposals(name),
  ]);
  const held = rollouts.find(({ name: rollout }) => rollout === lease.holder?.claim.rollout);
  const alarms = await records.alarms((held?.plan?.alarms ?? []).map((alarm) => alarm.name));
  const arn = rollouts.length === 0 ? endpoint?.EndpointArn : undefined;
  const optedIn = arn === undefined ? undefined : await records.hasOptedIn(arn);
  const seen = {
    now,
    records: rollouts,
    lease,
    endpoint,
    gates,
    waits,
    alarms,
    adoption,
    judgeOff,
    proposals,
  };
  return endpointStatus(asNamed, { ...seen, ...(optedIn !== undefined && { optedIn }) });
}
