import { parseManifest } from '../manifest/parse.ts';
import { type Manifest, manifestSchema } from '../manifest/schema.ts';
import { type Problem, shown } from '../problem.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { compose } from './compose.ts';
import { defaultPolicy, deploymentConfigOf, rollbackAlarms } from './deployment-config.ts';
import { deploymentProblems } from './limits.ts';
import type { Plan } from './plan.ts';
import { waitsOf } from './waits.ts';

/** The manifest as found beside the artifacts: none, unreadable (with why), or its parsed content. */
export type ManifestFinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly problems: readonly Problem[] }
  | { readonly kind: 'content'; readonly value: unknown };

/** An alarm that the manifest names, as CloudWatch knows it; `state` is undefined where there is none. */
export interface AlarmFinding {
  readonly name: string;
  readonly state: string | undefined;
}

/** All that was read of the world before deciding. */
export interface Findings {
  readonly manifest: ManifestFinding;
  /** Why the artifact cannot be a model, if so. */
  readonly artifact: Problem | undefined;
  readonly live: LiveEndpoint | undefined;
  readonly alarms: readonly AlarmFinding[];
  /** Image URIs that may be used, `*` standing for anything: given at deploy time. */
  readonly allowedImages: readonly string[];
}

export type Resolution =
  | { readonly kind: 'plan'; readonly plan: Plan }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** One of AutoRollbackConfiguration's ten alarms is kept for our own, so that a rollout can be aborted. */
const mostRollbackAlarms = 9;

/**
 * Problems told at once. Step Functions takes 256 KiB from a task, and what is more it fails with an error that
 * cannot be caught: then nobody would be told of any.
 */
const mostProblems = 50;

/** The alarms whose state has to be read before `resolve`: those that a sound manifest names. */
export function alarmNamesIn(manifest: ManifestFinding): readonly string[] {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  return parsed?.ok ? [...new Set(parsed.manifest.alarms.map((alarm) => alarm.name))] : [];
}

/** Decides a release: a whole plan, or every problem there is. Changes nothing and reads nothing. */
export function resolve(rollout: Rollout, findings: Findings): Resolution {
  const { live } = findings;
  const problems: Problem[] = [];
  if (findings.artifact !== undefined) problems.push(findings.artifact);
  if (live !== undefined && live.status !== 'InService') problems.push(busyProblem(live));

  const manifest = readManifest(findings, rollout.release.endpoint, problems);
  if (manifest === undefined) return refused(problems);

  problems.push(
    ...alarmProblems(manifest, findings.alarms),
    ...imageProblems(manifest, findings.allowedImages),
  );
  const name = rolloutName(rollout);
  const composed = compose(rollout.release, name, manifest, live);
  const deployment = deploymentConfigOf(
    manifest.rollout ?? defaultPolicy,
    manifest.alarms,
    composed.instanceCount,
  );
  // Without a fleet size (already a problem of its own) the policy cannot be judged against it.
  const sizeKnown = live
    ? live.config.ProductionVariants.length === 1
    : manifest.fleet?.instanceCount !== undefined;
  problems.push(
    ...composed.problems,
    ...(sizeKnown ? deploymentProblems(deployment, composed.instanceCount) : []),
  );
  if (problems.length > 0) return refused(problems);

  const plan: Plan = {
    rollout,
    action: live === undefined ? 'create' : 'update',
    name,
    model: composed.model,
    endpointConfig: composed.endpointConfig,
    previousConfig: live?.configName ?? null,
    deployment,
    alarms: manifest.alarms,
    instanceCount: composed.instanceCount,
    wait: waitsOf(live === undefined ? undefined : deployment, composed.instanceCount, composed.startSeconds),
  };
  return { kind: 'plan', plan };
}

function refused(problems: readonly Problem[]): Resolution {
  const more = problems.length - mostProblems;
  if (more <= 0) return { kind: 'refused', problems };
  const rest: Problem = { field: 'manifest', expected: 'fewer problems than these', got: `${more} more` };
  return { kind: 'refused', problems: [...problems.slice(0, mostProblems), rest] };
}

function readManifest(findings: Findings, endpoint: string, problems: Problem[]): Manifest | undefined {
  const { manifest, live } = findings;
  if (manifest.kind === 'unreadable') {
    problems.push(...manifest.problems);
    return undefined;
  }
  if (manifest.kind === 'none') {
    if (live !== undefined) return manifestSchema.parse({});
    const expected = `a manifest models/${endpoint}/greenlight.yaml, since there is no endpoint "${endpoint}" to take settings from`;
    problems.push({
      field: 'manifest',
      expected,
      got: 'neither',
      fix: 'Upload the manifest, then the artifact again.',
    });
    return undefined;
  }
  const parsed = parseManifest(manifest.value);
  if (parsed.ok) return parsed.manifest;
  problems.push(...parsed.problems);
  return undefined;
}

function busyProblem(live: LiveEndpoint): Problem {
  const fix =
    live.status === 'Failed'
      ? 'A Failed endpoint can only be deleted; then upload the artifact again.'
      : 'Wait until it is InService, then upload the artifact again.';
  return { field: 'endpoint', expected: `"${live.name}" to be InService`, got: live.status, fix };
}

function alarmProblems(manifest: Manifest, found: readonly AlarmFinding[]): Problem[] {
  const problems: Problem[] = [];
  const rollback = rollbackAlarms(manifest.alarms);
  if (rollback.length > mostRollbackAlarms) {
    const expected = `at most ${mostRollbackAlarms} alarms with on: rollback (AWS takes 10; one is kept for Greenlight's own)`;
    problems.push({ field: 'alarms', expected, got: `${rollback.length}`, fix: 'Set some to on: notify.' });
  }
  manifest.alarms.forEach((alarm, index) => {
    const field = `alarms[${index}].name`;
    if (manifest.alarms.findIndex(({ name }) => name === alarm.name) < index) {
      problems.push({ field, expected: 'each alarm once', got: shown(alarm.name) });
      return;
    }
    const state = found.find(({ name }) => name === alarm.name)?.state;
    if (state === undefined) {
      const fix = 'Create it in this account and region first, or correct the name.';
      problems.push({
        field,
        expected: 'an existing CloudWatch alarm',
        got: `${shown(alarm.name)}, which does not exist`,
        fix,
      });
    } else if (state === 'ALARM' && alarm.on === 'rollback') {
      const fix =
        'See to it first: what SageMaker does with an alarm that is on from the start is undocumented.';
      problems.push({
        field,
        expected: 'an alarm that is not in ALARM',
        got: `${shown(alarm.name)} in ALARM`,
        fix,
      });
    }
  });
  return problems;
}

function imageProblems(manifest: Manifest, allowed: readonly string[]): Problem[] {
  const image = manifest.model?.image;
  if (image === undefined || allowed.some((pattern) => globToRegExp(pattern).test(image))) return [];
  const expected = `an image allowed at deploy time (${allowed.join(', ') || 'none'})`;
  return [
    {
      field: 'model.image',
      expected,
      got: shown(image),
      fix: 'Use one of those, or deploy with AllowedImages.',
    },
  ];
}

/** `*` stands for anything, but in the registry's name (before the first slash) for nothing that holds a slash. */
function globToRegExp(glob: string): RegExp {
  const [registry = '', ...path] = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').split('/');
  const host = registry.replaceAll('*', '[^/]*');
  return new RegExp(`^${[host, ...path.map((part) => part.replaceAll('*', '.*'))].join('/')}$`);
}
