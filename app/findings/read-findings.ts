import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import type { ArtifactFinding, Findings } from '../../core/plan/findings.ts';
import type { Alarms } from '../../core/ports/alarms.ts';
import type { ArtifactStore } from '../../core/ports/artifacts.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { Quotas } from '../../core/ports/quotas.ts';
import type { Scaling } from '../../core/ports/scaling.ts';
import type { Traffic } from '../../core/ports/traffic.ts';
import { modelBucketOf, type Rollout } from '../../core/release.ts';
import { readAround } from './read-around.ts';

export interface FindingsPorts {
  readonly artifacts: ArtifactStore;
  readonly endpoints: Endpoints;
  readonly ledger: Pick<Ledger, 'deploymentHistory' | 'rollout'>;
  readonly alarms: Alarms;
  readonly quotas: Quotas;
  readonly scaling: Scaling;
  /** Without it, no alarm is held against the endpoint's traffic. */
  readonly traffic?: Traffic;
}

/** The lists given at deploy time. */
export type Allowed = Pick<
  Findings,
  'stage' | 'allowedImages' | 'allowedRoles' | 'allowedKeys' | 'allowedGates'
>;

/** What is already known and need not be read. */
export interface Known {
  /** Used instead of the current manifest. */
  readonly manifest?: ManifestFinding;
  /** The finding for an artifact version that was read completely before: it cannot have changed. */
  readonly artifact?: ArtifactFinding | undefined;
  /** Also reads the tags that a release carries over: needed only to make it. */
  readonly withTags?: 'with-tags';
}

/** Reads everything that a plan is decided on. Changes nothing. */
export async function readFindings(
  ports: FindingsPorts,
  rollout: Rollout,
  allowed: Allowed,
  known: Known = {},
): Promise<Findings> {
  const { release, start } = rollout;
  const { artifact, endpoint } = release;
  const [manifest, inspected, live, target, history] = await Promise.all([
    known.manifest ?? ports.artifacts.readManifest(modelBucketOf(release), endpoint),
    // A rollback's artifact is already pinned and has already served.
    start.kind === 'rollback' ? undefined : (known.artifact ?? ports.artifacts.inspect(artifact)),
    ports.endpoints.live(endpoint, known.withTags),
    start.kind === 'rollback' ? ports.endpoints.kept(start.config) : undefined,
    ports.ledger.deploymentHistory(endpoint),
  ]);
  const { stage } = allowed;
  const ownName = live?.name ?? (await ports.endpoints.ownName(endpoint));
  // A way back is never refused for its alarms.
  const traffic = start.kind === 'rollback' ? undefined : ports.traffic;
  const around = await readAround({ ...ports, traffic }, { stage, manifest, live, history });
  return {
    ...allowed,
    ...around,
    manifest,
    live,
    ownName,
    history,
    artifact: inspected,
    target,
  };
}
