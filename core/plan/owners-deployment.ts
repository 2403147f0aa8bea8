import * as z from 'zod';
import { abortSwitchName } from '../alarms/abort-switch.ts';
import { awsDeployment } from '../manifest/aws-deployment.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import type { DeploymentHistory } from './deployment-history.ts';

/** A deployment config in AWS's shape, not yet looked at. */
export type StoredDeployment = Readonly<Record<string, unknown>>;

/** What was read of the deployment configs that the endpoint was given. */
export interface StoredDeployments {
  readonly stage: string;
  readonly live: Pick<LiveEndpoint, 'lastDeployment' | 'createdAt'> | undefined;
  readonly history?: DeploymentHistory | undefined;
}

/**
 * The deployment config that the endpoint's owner stored with it, last. SageMaker shows the last one of all; where that
 * is ours, or an update without any has cleared it, the owner's is the one that the ledger has. Undefined where there is
 * none.
 */
export function ownersDeployment(stored: StoredDeployments): StoredDeployment | undefined {
  if (stored.live === undefined) return undefined;
  const { lastDeployment: last } = stored.live;
  const { owners } = historyOfIt(stored);
  return last === undefined || isOurs(last, stored) ? owners : last;
}

/**
 * What the endpoint was last deployed with by its owner or by a release, as RetainDeploymentConfig would have it: what
 * Greenlight itself set, to go back, is passed over.
 */
export function lastDeployment(stored: StoredDeployments): StoredDeployment | undefined {
  const last = stored.live?.lastDeployment;
  if (last === undefined || !isOurs(last, stored)) return last;
  const { released, owners } = historyOfIt(stored);
  return released ?? owners ?? last;
}

/** What is to be kept of it before an update of ours takes its place. */
export function historyBefore(stored: StoredDeployments): DeploymentHistory {
  if (stored.live === undefined) return {};
  const { lastDeployment: last, createdAt } = stored.live;
  const kept = last === undefined || isOurs(last, stored) ? historyOfIt(stored) : { owners: { ...last } };
  return { ...kept, ...(createdAt !== undefined && { endpointCreatedAt: createdAt }) };
}

/** What is recorded of this very endpoint: of one before it, by the same name, nothing counts. */
function historyOfIt({ live, history }: StoredDeployments): DeploymentHistory {
  const { endpointCreatedAt = live?.createdAt } = history ?? {};
  return live?.createdAt === endpointCreatedAt ? (history ?? {}) : {};
}

/**
 * Every update of ours has the abort switch among its alarms, but for the one that goes back, and for the creation of an
 * endpoint.
 */
function isOurs(last: StoredDeployment, stored: StoredDeployments): boolean {
  const alarms = withAlarms.safeParse(last).data?.AutoRollbackConfiguration.Alarms ?? [];
  if (alarms.some(({ AlarmName }) => AlarmName.startsWith(abortSwitchName(stored.stage, '')))) return true;
  const { released, wentBack } = historyOfIt(stored);
  return [released, wentBack].some((ours) => ours !== undefined && isSame(ours, last));
}

const withAlarms = z.object({
  AutoRollbackConfiguration: z.object({ Alarms: z.array(z.object({ AlarmName: z.string() })) }),
});

/** Whether both say the same, with AWS's defaults where either says nothing. */
const isSame = (one: StoredDeployment, other: StoredDeployment): boolean =>
  canonicalJson(withDefaults(one)) === canonicalJson(withDefaults(other));

const withDefaults = (config: StoredDeployment) => awsDeployment.safeParse(config).data ?? config;
