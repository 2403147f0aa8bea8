import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import { needsTraffic } from '../../core/plan/checks/soundness.ts';
import type { DeploymentHistory } from '../../core/plan/deployment-history.ts';
import type { Findings } from '../../core/plan/findings.ts';
import { alarmNamesIn } from '../../core/plan/watched-alarms.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Quotas } from '../../core/ports/quotas.ts';
import type { Scaling } from '../../core/ports/scaling.ts';
import type { Traffic } from '../../core/ports/traffic.ts';
import type { LiveEndpoint } from '../../core/sagemaker.ts';
import { ownNamesAsked } from './own-names.ts';

export interface AroundPorts {
  readonly endpoints: Pick<Endpoints, 'ownName'>;
  readonly alarms: Pick<Alarms, 'find'>;
  readonly quotas: Quotas;
  readonly scaling: Scaling;
  /** Without it, traffic is not read. */
  readonly traffic?: Traffic | undefined;
}

/** What is asked about: a manifest, and the endpoint as it is. */
export interface Subject {
  readonly stage: string;
  readonly manifest: ManifestFinding;
  readonly live: LiveEndpoint | undefined;
  readonly history: DeploymentHistory | undefined;
  /** Alarms to be read beside those that the manifest and the endpoint name. */
  readonly furtherAlarms?: readonly string[];
}

/** Returns the result of a read, or undefined if its reader may not read that. */
type MayRead = <T>(read: () => Promise<T>) => Promise<T | undefined>;
const mayReadAll: MayRead = (read) => read();

/**
 * Reads what a manifest and an endpoint refer to. The controller and `greenlight plan` read the same; whoever
 * plans may lack the right to list endpoints.
 */
export async function readAround(
  { endpoints, alarms, quotas, scaling, traffic }: AroundPorts,
  { stage, manifest, live, history, furtherAlarms = [] }: Subject,
  mayList: MayRead = mayReadAll,
): Promise<Pick<Findings, 'alarms' | 'quotas' | 'autoscaled' | 'ownNames' | 'traffic'>> {
  const [found, usage, autoscaled, ownNames, did] = await Promise.all([
    alarms.find([...new Set([...alarmNamesIn({ manifest, live, stage, history }), ...furtherAlarms])]),
    quotas.endpointUsage(instanceTypesIn(manifest, live)),
    live === undefined ? undefined : scaling.autoscaledVariants(live.name, variantsOf(live)),
    mayList(() => ownNamesAsked(endpoints, manifest)),
    live !== undefined && asksForTraffic(manifest)
      ? traffic?.ofTwoWeeks(live.name, variantsOf(live))
      : undefined,
  ]);
  return { alarms: found, quotas: usage, autoscaled, ownNames, traffic: did };
}

/** Only alarms by a limit are held against it: everybody else has a call less. */
function asksForTraffic(manifest: ManifestFinding): boolean {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  return parsed?.ok === true && needsTraffic(parsed.manifest);
}

const variantsOf = (live: LiveEndpoint): string[] =>
  live.config.ProductionVariants.map(({ VariantName }) => VariantName);

/** The instance types that may be needed: those that serve, and the manifest's. */
function instanceTypesIn(manifest: ManifestFinding, live: LiveEndpoint | undefined): string[] {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const asked = parsed?.ok ? parsed.manifest.fleet?.instanceType : undefined;
  const serving = (live?.config.ProductionVariants ?? []).map(({ InstanceType }) => InstanceType);
  return [...new Set([asked, ...serving].filter((type) => type !== undefined))];
}
