import { type Problem, shown } from '../../values/problem.ts';
import type { Checked } from './checked.ts';

interface TypedVariant {
  readonly name: string;
  readonly instanceType?: string | undefined;
}

/**
 * Whether an autoscaled variant changes its instance type. UpdateEndpoint refuses that until the variant is
 * deregistered as a scalable target (the guide's page "Update endpoints that use auto scaling").
 *
 * @param autoscaled the variants that are scalable targets; undefined if unreadable
 */
export function autoscalingProblems(input: {
  readonly endpoint: string;
  readonly before: readonly TypedVariant[];
  readonly after: readonly TypedVariant[];
  readonly autoscaled: readonly string[] | undefined;
}): Checked {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const { name, instanceType } of input.before) {
    const wanted = input.after.find((variant) => variant.name === name);
    if (wanted === undefined || wanted.instanceType === instanceType) continue;
    const change = typeChange(input.endpoint, name, instanceType, wanted.instanceType);
    if (input.autoscaled === undefined) warnings.push(change.unread);
    else if (input.autoscaled.includes(name)) problems.push(change.refused);
  }
  return { problems, warnings };
}

function typeChange(
  endpoint: string,
  variant: string,
  before: string | undefined,
  after: string | undefined,
) {
  const at = { field: 'fleet.instanceType', got: shown(after) };
  const target = `endpoint/${endpoint}/variant/${variant}`;
  const deregister = `deregister the scalable target ${target} first (its policies and scheduled actions go with it), and register it again after the rollout.`;
  const refused: Problem = {
    ...at,
    expected: `${shown(before)} as now, since variant "${variant}" is autoscaled and SageMaker refuses to change its type`,
    fix: `Keep the type, or ${deregister}`,
  };
  const unread: Problem = {
    ...at,
    expected: `${shown(before)} as now, or a variant "${variant}" that is not autoscaled, which could not be read`,
    fix: `If it is autoscaled, ${deregister}`,
  };
  return { refused, unread };
}
