import { startedFrom, starterManifest } from '../../adoption/starter.ts';
import type { ManifestFinding } from '../../manifest/manifest-finding.ts';
import { isWithoutOwn } from '../../manifest/own.ts';
import { managedTag } from '../../own-tags.ts';
import { isBusy } from '../../plan/checks/endpoint-state.ts';
import type { Findings } from '../../plan/findings.ts';
import { imaginedRollout } from '../../plan/imagined-rollout.ts';
import { resolve } from '../../plan/resolve.ts';
import type { LiveEndpoint } from '../../sagemaker.ts';
import type { Problem } from '../../values/problem.ts';
import { type Finding, findingOf } from '../finding.ts';
import type { EndpointCheck, EndpointFacts } from './endpoint-facts.ts';

/**
 * What the controller would say of a release: it is asked itself, with the endpoint as if it had opted in and
 * had come to rest, under the manifest in the bucket or, without one, under the one that `adopt` would write.
 */
export function checkRelease({ findings, defaults, ownCapture }: EndpointFacts): Finding<EndpointCheck>[] {
  const opted = asOptedIn(findings);
  const manifest = manifestFor(opted, defaults);
  // What is captured for the judge lies in the bucket of models: it is nobody else's.
  const [, bucket] = /^s3:\/\/([^/]+)\//.exec(ownCapture?.destination ?? '') ?? [];
  const rollout = imaginedRollout(opted.live.name, { kind: 'archive', bytes: 0 }, bucket);
  const resolution = resolve(rollout, { ...opted, manifest });
  const told = (weight: 'problem' | 'warning', problems: readonly Problem[]) =>
    problems.map((problem) => findingOf(topicOf(problem.field), weight, problem));
  const busy = isBusy(findings.live) ? [busyNote(findings.live)] : [];
  switch (resolution.kind) {
    case 'refused':
    case 'busy':
      return [...busy, ...told('problem', resolution.problems)];
    case 'prepared':
      return [...busy, ...told('warning', resolution.plan.warnings)];
    default:
      return resolution satisfies never;
  }
}

/** The findings with the tag, and at rest. */
export function asOptedIn<F extends Findings & { readonly live: LiveEndpoint }>(findings: F): F {
  const { live } = findings;
  const status = isBusy(live) ? 'InService' : live.status;
  return { ...findings, live: { ...live, status, tags: [...live.tags, managedTag] } };
}

/** The manifest in force, or the one that would be written. */
const manifestFor = (
  findings: Findings & { readonly live: LiveEndpoint },
  defaults: ManifestFinding,
): ManifestFinding =>
  isWithoutOwn(findings.manifest)
    ? startedFrom(starterManifest(findings, defaults).value, defaults)
    : findings.manifest;

const busyNote = ({ status }: LiveEndpoint): Finding<'endpoint'> => ({
  check: 'endpoint',
  weight: 'note',
  found: `${status} just now: a release would wait until it is InService`,
});

/** What a plan's field is about, by where it is in a manifest or in SageMaker's own shapes. */
function topicOf(field: string): EndpointCheck {
  return topics.find(([pattern]) => pattern.test(field))?.[1] ?? 'manifest';
}

const topics: readonly (readonly [RegExp, EndpointCheck])[] = [
  [/^endpoint\b/, 'endpoint'],
  [/AutoRollbackConfiguration|^alarms\b/, 'alarms'],
  [/^rollout\b|^LastDeploymentConfig\b/, 'strategy'],
  [/^fleet\.instance/, 'capacity'],
  [/^fleet\b|^InstancePools\b/, 'variants'],
  [/^KmsKeyId$/, 'keys'],
  [/^model\b|^AdditionalModelDataSources\b/, 'model'],
  [/^gates\b/, 'gates'],
];
