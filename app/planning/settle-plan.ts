import { type GateItem, isAbout, withdrawnGate } from '../../core/gates/item.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import { gatesInForce } from '../../core/plan/gates-of.ts';
import { isSameManifest, manifestVersionOf } from '../../core/plan/manifest-version.ts';
import type { Prepared } from '../../core/plan/plan.ts';
import { resolve } from '../../core/plan/resolve.ts';
import type { Settled } from '../../core/plan/settled.ts';
import { whyAnew } from '../../core/plan/why-anew.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { DeploymentRecords, PlanRecords, RolloutRecords } from '../../core/ports/ledger.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { servingFrom } from '../../core/records/serving.ts';
import { modelBucketOf, type Rollout, rolloutName } from '../../core/release.ts';
import type { LiveEndpoint } from '../../core/sagemaker.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';
import type { Problem } from '../../core/values/problem.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { type Allowed, type FindingsPorts, type Known, readFindings } from '../findings/read-findings.ts';
import { endingUnlessDue } from '../manifest-change/still-due.ts';

export interface SettlePorts {
  readonly look: FindingsPorts;
  readonly ledger: RolloutRecords & PlanRecords & DeploymentRecords & GateLedger;
  readonly rollouts: Pick<Rollouts, 'isRunning'>;
  readonly allowed: Allowed;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Only for an execution of version 0.1, which was never settled: why settling it now is too late, if it is.
 */
export type InPlace = (gates: Gates, manifest: ManifestFinding) => readonly Problem[];
type Gates = NonNullable<RolloutRecord['gates']>;

export type SettledAs =
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** Something else is changing the endpoint. */
  | { readonly kind: 'busy' }
  /** The manifest no longer asks for the attempt that it started. */
  | { readonly kind: 'over'; readonly ending: Ending }
  | {
      readonly kind: 'settled';
      readonly settled: Settled;
      readonly gates: Gates;
      readonly prepared: Prepared;
      /** The endpoint that the plan was made from. */
      readonly live: LiveEndpoint | undefined;
      /** The rollout's record as it was when this was written. */
      readonly record: RolloutRecord;
    };

interface How {
  readonly inPlace?: InPlace | undefined;
  /** The rollout enters the phase by the same write. */
  readonly admittedAt?: Instant | undefined;
  /** What it reads serves to make the release, too. */
  readonly withTags?: Known['withTags'];
}

/** More manifests than anybody uploads in the seconds that settling takes. */
const mostManifests = 5;

/** Somebody else keeps changing the endpoint while people are asked. At some point, give up. */
const mostRounds = 50;

/**
 * Settles what a rollout releases at its turn: one version of the manifest, one plan, and the gates that come
 * from it, stored in its record. A manifest that is uploaded meanwhile is settled too: after writing, the
 * newest one is read again. So code that handles a later manifest finds the record settled without it.
 *
 * @throws Error if the manifest was replaced again and again meanwhile; try again
 */
export async function settlePlan(
  ports: SettlePorts,
  rollout: Rollout,
  before: Settled | undefined,
  { inPlace, admittedAt, withTags }: How = {},
): Promise<SettledAs> {
  const { release } = rollout;
  const { artifacts } = ports.look;
  const readNewest = () => artifacts.readManifest(modelBucketOf(release), release.endpoint);
  let manifest = await readNewest();
  for (let tries = 0; tries < mostManifests; tries += 1) {
    const known = { manifest, artifact: readBefore(rollout), ...(withTags && { withTags }) };
    const found = await settleUnder(ports, rollout, before, known, { inPlace, admittedAt });
    if (found.kind === 'busy') return found;
    // Nobody waits for an event of the defaults: Prepare finds out that they have changed.
    const newest = await artifacts.manifestVersion(modelBucketOf(release), release.endpoint);
    if (isSameManifest(manifestVersionOf(manifest), newest)) return found;
    manifest = await readNewest();
  }
  throw new Error(
    `the manifest of ${release.endpoint} was replaced ${mostManifests} times meanwhile; try again`,
  );
}

/** An archive is one version of one object, which was read completely when the rollout began. */
export function readBefore({ release: { artifact } }: Rollout): Known['artifact'] {
  switch (artifact.kind) {
    case 'archive':
      return artifact.versionId === undefined ? undefined : { problems: [], bytes: artifact.size };
    case 'folder':
      return undefined;
    default:
      return artifact satisfies never;
  }
}

async function settleUnder(
  { look: lookPorts, ledger, rollouts, allowed, now }: SettlePorts,
  rollout: Rollout,
  before: Settled | undefined,
  known: Known & { readonly manifest: ManifestFinding },
  { inPlace, admittedAt }: How,
): Promise<SettledAs> {
  const findings = await readFindings(lookPorts, rollout, allowed, known);
  const { live } = findings;
  const ending = await endingUnlessDue({ ledger, rollouts }, rollout, findings, instantAt(now()));
  if (ending !== null) return { kind: 'over', ending };
  const made = live && (await lookPorts.ledger.rollout(rollout.release.endpoint, live.configName));
  const resolution = resolve(rollout, { ...findings, ...(made && { serving: servingFrom(made) }) });
  if (resolution.kind !== 'prepared') return resolution;

  const { plan, settlement } = resolution;
  const gates = gatesInForce(rollout, findings);
  const tooLate = inPlace?.(gates, known.manifest) ?? [];
  if (tooLate.length > 0) return { kind: 'refused', problems: tooLate };
  const round = (before?.round ?? 0) + 1;
  if (round > mostRounds) return { kind: 'refused', problems: [changedTooOften(mostRounds)] };
  const isSame = before?.digest === settlement.digest;
  const at = instantAt(now());
  const settled: Settled = isSame
    ? before
    : {
        ...settlement,
        at,
        round,
        ...(before && { anew: whyAnew(before, settlement) }),
        ...(inPlace && { inPlace: true }),
      };
  const record = await ledger.settle(plan, gates, settled, admittedAt);
  return { kind: 'settled', settled, gates, prepared: resolution, live, record };
}

const changedTooOften = (times: number): Problem => ({
  field: 'endpoint',
  expected: 'an endpoint that nobody else changes while a release waits at its gates',
  got: `what would be released has changed ${times} times since its turn came`,
  fix: 'Find out what changes the endpoint, and try again with greenlight retry.',
});

/**
 * Withdraws everything at the gates before the shift that is not about the settled release: findings,
 * questions and answers. Nobody can answer it any more. Returns all withdrawn gates in their current state,
 * including those of an earlier try.
 */
export async function withdrawOthers(
  ledger: RolloutRecords & PlanRecords & DeploymentRecords & GateLedger,
  rollout: Rollout,
  { digest, anew: why = 'it is not what would be released' }: Settled,
  now: number,
): Promise<GateItem[]> {
  const { endpoint } = rollout.release;
  const name = rolloutName(rollout);
  for (let tries = 0; tries < 10; tries += 1) {
    const kept = await ledger.gates(endpoint, name, 'before');
    const stale = kept.filter(({ item }) => item.status !== 'withdrawn' && !isAbout(item, digest));
    // If somebody decides at this very moment, the gates are read again.
    let contended = false;
    for (const { item, revision } of stale)
      contended ||= !(await ledger.putGate(endpoint, name, withdrawnGate(item, why, now), revision));
    if (!contended) {
      const after = await ledger.gates(endpoint, name, 'before');
      return after.map(({ item }) => item).filter((item) => item.status === 'withdrawn');
    }
  }
  throw new Error(`the gates of ${name} were changed by others again and again; try again`);
}
