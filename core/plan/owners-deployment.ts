import * as z from 'zod';
import { abortSwitchName } from '../alarms/abort-switch.ts';
import { awsDeployment } from '../manifest/aws-deployment.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { canonicalJson } from '../values/canonical-json.ts';
import type { DeploymentHistory } from './deployment-history.ts';

/** A deployment config in AWS's format, not yet parsed. */
export type StoredDeployment = Readonly<Record<string, unknown>>;

/** What was read about the deployment configs that the endpoint had. */
export interface StoredDeployments {
  readonly stage: string;
  readonly live: Pick<LiveEndpoint, 'lastDeployment' | 'createdAt'> | undefined;
  readonly history?: DeploymentHistory | undefined;
}

/**
 * The last deployment config that the endpoint's owner stored with it. SageMaker shows only the last one of
 * all. If that one is ours, or an update without any has cleared it, the owner's is in the ledger. Undefined
 * if there is none.
 */
export function ownersDeployment(stored: StoredDeployments): StoredDeployment | undefined {
  if (stored.live === undefined) return undefined;
  const { lastDeployment: last } = stored.live;
  const { owners } = historyOfIt(stored);
  return last === undefined || isOurs(last, stored) ? owners : last;
}

/**
 * The config of the last deployment by the owner or by a release, as RetainDeploymentConfig would use it.
 * Configs that Greenlight itself used to go back are skipped.
 */
export function lastDeployment(stored: StoredDeployments): StoredDeployment | undefined {
  const last = stored.live?.lastDeployment;
  if (last === undefined || !isOurs(last, stored)) return last;
  const { released, owners } = historyOfIt(stored);
  return released ?? owners ?? last;
}

/** The history to store before an update of ours replaces the last config. */
export function historyBefore(stored: StoredDeployments): DeploymentHistory {
  if (stored.live === undefined) return {};
  const { lastDeployment: last, createdAt } = stored.live;
  const kept = last === undefined || isOurs(last, stored) ? historyOfIt(stored) : { owners: { ...last } };
  return { ...kept, ...(createdAt !== undefined && { endpointCreatedAt: createdAt }) };
}

/** The records of this endpoint only. Those of an earlier endpoint with the same name do not count. */
function historyOfIt({ live, history }: StoredDeployments): DeploymentHistory {
  const { endpointCreatedAt = live?.createdAt } = history ?? {};
  return live?.createdAt === endpointCreatedAt ? (history ?? {}) : {};
}

/**
 * Every update of ours has the abort switch among its alarms, except updates back and the creation of an
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

/** Whether both are equal, with AWS's defaults for what is missing. */
const isSame = (one: StoredDeployment, other: StoredDeployment): boolean =>
  canonicalJson(withDefaults(one)) === canonicalJson(withDefaults(other));

const withDefaults = (config: StoredDeployment) => awsDeployment.safeParse(config).data ?? config;
