import * as z from 'zod';
import { abortSwitchName } from '../alarms/abort-switch.ts';
import { canonicalJson } from '../canonical-json.ts';
import { awsDeployment } from '../manifest/aws-deployment.ts';
import type { DeploymentHistory } from '../records/deployment-history.ts';
import type { LiveEndpoint } from '../sagemaker.ts';

/** A deployment config in AWS's shape, not yet looked at. */
export type StoredDeployment = Readonly<Record<string, unknown>>;

/** What was read of the deployment configs that the endpoint was given. */
export interface StoredDeployments {
  readonly stage: string;
  readonly live: Pick<LiveEndpoint, 'lastDeployment'> | undefined;
  readonly history?: DeploymentHistory | undefined;
}

/**
 * The deployment config that the endpoint's owner stored with it, last. SageMaker shows the last one of all; where that
 * is ours, the owner's is the one that the ledger has. Undefined where there is none.
 */
export function ownersDeployment(stored: StoredDeployments): StoredDeployment | undefined {
  const last = stored.live?.lastDeployment;
  if (last === undefined) return undefined;
  return isOurs(last, stored) ? stored.history?.owners : last;
}

/**
 * What the endpoint was last deployed with by its owner or by a release, as RetainDeploymentConfig would have it: what
 * Greenlight itself set, to go back, is passed over.
 */
export function lastDeployment(stored: StoredDeployments): StoredDeployment | undefined {
  const last = stored.live?.lastDeployment;
  if (last === undefined || !isOurs(last, stored)) return last;
  return stored.history?.released ?? stored.history?.owners ?? last;
}

/** What is to be kept of it before an update of ours takes its place. */
export function historyBefore(stored: StoredDeployments): DeploymentHistory {
  const last = stored.live?.lastDeployment;
  // An endpoint without one is new: what was kept belonged to one before it.
  if (last === undefined) return {};
  return isOurs(last, stored) ? (stored.history ?? {}) : { owners: { ...last } };
}

/**
 * Every update of ours has the abort switch among its alarms, but for the one that goes back, and for the creation of an
 * endpoint.
 */
function isOurs(last: StoredDeployment, { stage, history }: StoredDeployments): boolean {
  const alarms = withAlarms.safeParse(last).data?.AutoRollbackConfiguration.Alarms ?? [];
  if (alarms.some(({ AlarmName }) => AlarmName.startsWith(abortSwitchName(stage, '')))) return true;
  return [history?.released, history?.wentBack].some((ours) => ours !== undefined && isSame(ours, last));
}

const withAlarms = z.object({
  AutoRollbackConfiguration: z.object({ Alarms: z.array(z.object({ AlarmName: z.string() })) }),
});

/** Whether both say the same, with AWS's defaults where either says nothing. */
const isSame = (one: StoredDeployment, other: StoredDeployment): boolean =>
  canonicalJson(withDefaults(one)) === canonicalJson(withDefaults(other));

const withDefaults = (config: StoredDeployment) => awsDeployment.safeParse(config).data ?? config;
