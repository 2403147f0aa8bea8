import { expectationFault } from '../../adapters/gates/expectation.ts';
import type { Artifact } from '../../core/artifact.ts';
import type { Comparison } from '../../core/gates/compare.ts';
import type { Stage } from '../../core/gates/gate.ts';
import type { ManifestFinding } from '../../core/manifest/manifest-finding.ts';
import { parseManifest } from '../../core/manifest/parse.ts';
import { type Setting, settingsIn } from '../../core/manifest/settings.ts';
import { busyProblem, isBusy } from '../../core/plan/checks/endpoint-state.ts';
import { comparisonsIn } from '../../core/plan/comparisons-of.ts';
import type { ArtifactFinding, Findings } from '../../core/plan/findings.ts';
import { imaginedRollout } from '../../core/plan/imagined-rollout.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { resolve } from '../../core/plan/resolve.ts';
import type { LiveEndpoint } from '../../core/sagemaker.ts';
import type { Problem } from '../../core/values/problem.ts';
import { assumedAlarms, endpointLike, previewProblems } from './preview.ts';

/** The part of a plan that does not depend on the particular release. */
export type PlanSummary = Pick<
  Plan,
  | 'action'
  | 'previousConfig'
  | 'strategyFrom'
  | 'deployment'
  | 'alarms'
  | 'variants'
  | 'resize'
  | 'timeline'
  | 'warnings'
  | 'keep'
>;

/** What the controller would decide: a plan, or every reason against one. */
type Planned = { readonly plan: PlanSummary } | { readonly problems: readonly Problem[] };

/** What `greenlight plan` reports. */
export interface PlanReport {
  readonly endpoint: string;
  /** What the plan is based on: the manifest alone, or the manifest and the live endpoint. */
  readonly basis: 'manifest' | 'live';
  /** Every reason why a release would be refused. The members below hold what can be planned nevertheless. */
  readonly problems: readonly Problem[];
  /**
   * The plan of the first release; null if the endpoint exists, or if the manifest lacks something for it.
   */
  readonly first: PlanSummary | null;
  /** What the manifest lacks for creating an endpoint. It does not matter if the endpoint exists. */
  readonly missingForFirst: readonly Problem[];
  /** The plan for a release that replaces what serves. */
  readonly update: PlanSummary | null;
  /** The kinds of the manifest's gates, in their order. The plan's times are without them. */
  readonly gates: Readonly<Record<Stage, readonly string[]>>;
  /** What Greenlight itself compares in the bakes; CloudWatch's comparisons are among the plan's alarms. */
  readonly comparisons: readonly Comparison[];
  /** What is written, and in which of the two files. */
  readonly settings: readonly Setting[];
  /** The defaults under the manifest; null if there are none. */
  readonly defaults: string | null;
}

/** What to plan. */
export interface Question {
  readonly endpoint: string;
  readonly stage: string;
  readonly manifest: ManifestFinding;
  readonly artifact: ArtifactFinding & { readonly kind: Artifact['kind'] };
  /** Of the models; absent where no stage was asked. */
  readonly bucket?: string;
}

/** What was read from AWS. */
export type World = Pick<
  Findings,
  'live' | 'history' | 'alarms' | 'quotas' | 'autoscaled' | 'ownNames' | 'traffic'
>;

/**
 * Allows every image, role, webhook and function: the release itself checks the lists given at deploy time.
 */
const anything = ['*', '*/*'];

/** Whether the manifest can be planned with. If not, the plan from the manifest alone has its problems. */
export const isSound = ({ manifest }: Question): boolean =>
  manifest.kind === 'content' && parseManifest(manifest.value).ok;

/** A plan from the manifest alone: the first release, and an update of the endpoint that it would create. */
export function planFromManifest(question: Question): PlanReport {
  const first = planned(question, { live: undefined, alarms: assumedAlarms(question) });
  // Either plan finds the manifest's problems.
  const update = preview(question);
  return {
    endpoint: question.endpoint,
    basis: 'manifest',
    problems: problemsIn(update),
    first: planIn(first),
    missingForFirst: isSound(question) ? problemsIn(first) : [],
    update: planIn(update),
    ...writtenIn(question),
  };
}

/** A plan for the endpoint's current state, decided as the controller would decide it now. */
export function planFromLive(question: Question, world: World): PlanReport {
  const now = planned(question, world);
  const { live } = world;
  return {
    endpoint: question.endpoint,
    basis: 'live',
    problems: problemsIn(now),
    first: live === undefined ? planIn(now) : null,
    missingForFirst: [],
    update: live === undefined ? planIn(preview(question)) : planIn(now),
    ...writtenIn(question),
  };
}

const writtenIn = (
  question: Question,
): Pick<PlanReport, 'gates' | 'comparisons' | 'settings' | 'defaults'> => ({
  ...gatesIn(question),
  settings: settingsIn(question.manifest),
  defaults: question.manifest.kind === 'none' ? null : (question.manifest.defaults?.key ?? null),
});

function gatesIn({ manifest }: Question): Pick<PlanReport, 'gates' | 'comparisons'> {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  const gates = parsed?.ok ? parsed.manifest.gates : undefined;
  const kinds = (stage: Stage) => (gates?.[stage] ?? []).map(({ kind }) => kind);
  return {
    gates: { before: kinds('before'), during: kinds('during'), after: kinds('after') },
    comparisons: parsed?.ok ? comparisonsIn(parsed.manifest) : [],
  };
}

const planIn = (found: Planned): PlanSummary | null => ('plan' in found ? found.plan : null);
const problemsIn = (found: Planned): readonly Problem[] => ('plan' in found ? [] : found.problems);

/**
 * An update of the endpoint that the manifest would create. A refused manifest is planned as far as possible.
 */
function preview(question: Question): Planned {
  const { manifest, artifact } = question;
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value, manifest.placeOf) : undefined;
  const legible = parsed?.ok ? parsed.manifest : parsed?.rest?.manifests[0];
  if (legible === undefined) return planned(question, { live: undefined, alarms: [] });
  const problems = previewProblems(legible);
  if (problems.length > 0)
    return { problems: parsed?.ok === false ? [...parsed.problems, ...artifact.problems] : problems };
  const live = endpointLike(question.endpoint, legible);
  const found = planned(question, { live, alarms: assumedAlarms(question) });
  return 'plan' in found ? { plan: { ...found.plan, previousConfig: null } } : found;
}

function planned(question: Question, world: World): Planned {
  const { live } = world;
  const calm: LiveEndpoint | undefined = live && isBusy(live) ? { ...live, status: 'InService' } : live;
  const { stage, manifest, artifact } = question;
  const resolution = resolve(imaginedRollout(question.endpoint, artifact, question.bucket), {
    ...world,
    live: calm,
    stage,
    manifest,
    artifact,
    allowedImages: anything,
    allowedRoles: anything,
    allowedGates: { webhookHosts: anything, functions: anything, expectationFault },
  });
  switch (resolution.kind) {
    case 'refused':
    case 'busy':
      return { problems: resolution.problems };
    case 'prepared':
      return { plan: summaryOf(resolution.plan, live && isBusy(live) ? [busyWarning(live)] : []) };
    default:
      return resolution satisfies never;
  }
}

const busyWarning = (live: LiveEndpoint): Problem => ({
  ...busyProblem(live),
  fix: 'A release waits until it is, and then goes as planned.',
});

function summaryOf(plan: Plan, more: readonly Problem[]): PlanSummary {
  const { action, previousConfig, strategyFrom, deployment, alarms, variants, resize, timeline, keep } = plan;
  const warnings = [...more, ...plan.warnings];
  return {
    action,
    previousConfig,
    strategyFrom,
    deployment,
    alarms,
    variants,
    resize,
    timeline,
    warnings,
    keep,
  };
}
