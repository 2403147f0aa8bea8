import { type AwsDeployment, awsDeployment } from '../manifest/aws-deployment.ts';
import { fieldPath } from '../manifest/lines.ts';
import type { GivenRollout } from '../manifest/rollout.ts';
import { policyFromAws, type StrategyPolicy, strategyOf } from '../strategies/strategies.ts';
import type { PolicyFields } from '../strategies/strategy.ts';
import { type Problem, shown } from '../values/problem.ts';
import {
  lastDeployment,
  ownersDeployment,
  type StoredDeployment,
  type StoredDeployments,
} from './owners-deployment.ts';
import type { Plan } from './plan.ts';

/**
 * Where a strategy comes from: the manifest, the deployment config stored with the endpoint, or the default.
 */
type StrategySource = NonNullable<Plan['strategyFrom']>;

/** How traffic should shift, whatever its source. */
export interface GivenStrategy {
  readonly policy: StrategyPolicy;
  /** Alarms that come with it: those of a `deploymentConfig`, or of the stored config. */
  readonly alarmNames: readonly string[];
  /** Whether it is from the manifest, stored with the endpoint, or the default. */
  readonly from: StrategySource;
  /**
   * Nobody asked for it for this release. SageMaker accepted it from the owner before, so only certain
   * failures are refused.
   */
  readonly isInherited: boolean;
  readonly fields: GivenFields;
  readonly problems: readonly Problem[];
}

/** Where its parts were written, so that a problem names what its author wrote. */
interface GivenFields extends PolicyFields {
  /** The place of an alarm that comes with it. */
  readonly alarm: (index: number) => string;
}

/** The default if nothing is given or stored: everything at once, then five minutes in which to go back. */
const defaultPolicy: StrategyPolicy = { strategy: 'all-at-once', finalBake: 300 };

/**
 * The strategy of a release: the manifest's; otherwise the one that the endpoint's owner stored with it;
 * otherwise the default. `retain: true` is expanded from the endpoint's last deployment, because
 * RetainDeploymentConfig itself would leave no room for the abort switch.
 */
export function givenStrategy(rollout: GivenRollout | undefined, stored: StoredDeployments): GivenStrategy {
  if (rollout === undefined) return ownersStrategy(stored);
  if ('strategy' in rollout) return byName(rollout, 'manifest');
  if ('deploymentConfig' in rollout)
    return fromAws(rollout.deploymentConfig, 'manifest', (path) => `rollout.deploymentConfig.${path}`);
  return retainedStrategy(stored);
}

const byName = (policy: StrategyPolicy, from: GivenStrategy['from']): GivenStrategy => ({
  policy,
  alarmNames: [],
  from,
  isInherited: false,
  fields: { ...named, alarm: () => 'rollout' },
  problems: [],
});

const named: PolicyFields = {
  strategy: 'rollout.strategy',
  step: 'rollout.step',
  rollbackStep: 'rollout.rollbackStep',
  bake: 'rollout.bake',
  finalBake: 'rollout.finalBake',
  timeout: 'rollout.timeout',
};

/** @param at the name to show for a path in the DeploymentConfig */
function fromAws(
  config: AwsDeployment,
  from: GivenStrategy['from'],
  at: (path: string) => string,
): GivenStrategy {
  const policy = policyFromAws(config);
  const { strategy, step, rollbackStep, bake, finalBake, timeout } = strategyOf(policy).awsFields;
  return {
    policy,
    alarmNames: (config.AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => AlarmName),
    from,
    isInherited: false,
    fields: {
      strategy: at(strategy),
      step: at(step),
      rollbackStep: at(rollbackStep),
      bake: at(bake),
      finalBake: at(finalBake),
      timeout: at(timeout),
      alarm: (index) => at(`AutoRollbackConfiguration.Alarms[${index}].AlarmName`),
    },
    problems: [],
  };
}

function ownersStrategy(stored: StoredDeployments): GivenStrategy {
  const config = ownersDeployment(stored);
  if (config === undefined) return byName(defaultPolicy, 'default');
  const at = (path: string) => `${storedField}${path === '' ? '' : `.${path}`}`;
  const given = parsedOr(config, stored.stage, at, ({ path, expected, got }) => ({
    field: at(path),
    expected,
    got,
    fix: storedFix,
  }));
  return { ...given, isInherited: true };
}

/** AWS's name of the place where the strategy is stored; problems refer to it. */
const storedField = 'LastDeploymentConfig';
const storedFix =
  'It is stored with the endpoint; a rollout in the manifest takes its place for a release, another DeploymentConfig of an update for good.';

/** Adds to a problem of a stored strategy how to replace it. */
export function aboutStored(problem: Problem): Problem {
  const { field, fix } = problem;
  if (!field.startsWith(storedField) || fix?.endsWith(storedFix)) return problem;
  return { ...problem, fix: fix === undefined ? storedFix : `${fix} ${storedFix}` };
}

function retainedStrategy(stored: StoredDeployments): GivenStrategy {
  const field = 'rollout.retain';
  const refused = (got: string): Problem => ({
    field,
    expected: 'an endpoint with a deployment config to retain',
    got,
    fix: 'Write a strategy; SageMaker keeps it with the endpoint from then on.',
  });
  const without = (got: string): GivenStrategy => ({
    ...fromAws({}, 'stored', () => field),
    problems: [refused(got)],
  });
  if (stored.live === undefined) return without('an endpoint that does not exist yet');
  const config = lastDeployment(stored);
  if (config === undefined) return without('one that was never given any');
  return parsedOr(
    config,
    stored.stage,
    () => field,
    ({ path, expected }) => refused(`one with something else at ${path}: expected ${expected}`),
  );
}

/**
 * A stored config without alarms of our earlier releases. An invalid config is refused, and the least is
 * assumed in its place.
 */
function parsedOr(
  config: StoredDeployment,
  stage: string,
  at: (path: string) => string,
  refused: (fault: { readonly path: string; readonly expected: string; readonly got: string }) => Problem,
): GivenStrategy {
  const parsed = awsDeployment.safeParse(config);
  if (parsed.success) {
    const given = fromAws(parsed.data, 'stored', at);
    const isOwners = (name: string) => !name.startsWith(`greenlight-${stage}-`);
    return { ...given, alarmNames: given.alarmNames.filter(isOwners) };
  }
  const problems = parsed.error.issues.map(({ path, message, ...issue }) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [];
    return refused({
      path: fieldPath([...path, ...unknown.slice(0, 1)]),
      expected: unknown.length > 0 ? 'no such field' : message,
      got: shown(valueAt(config, path)),
    });
  });
  return { ...fromAws({}, 'stored', at), problems };
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
