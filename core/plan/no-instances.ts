import type { Problem } from '../problem.ts';
import type { ComposedVariant } from './composition.ts';
import type { PolicyFields } from './policy-fields.ts';
import type { Shift } from './shift.ts';

/**
 * What a release does where autoscaling has taken every instance away, as it may of an asynchronous endpoint: there is
 * nothing to shift in parts, and no traffic that could be harmed, so a strategy in parts goes all at once, with as long
 * a final bake as it asks for. Both are told; so is that nothing tries the new model before there is an instance again.
 */
export function withoutInstances(
  shift: Shift,
  variants: readonly Pick<ComposedVariant, 'name' | 'instanceCount' | 'serverless'>[],
  fields: PolicyFields,
): { readonly shift: Shift; readonly problems: readonly Problem[]; readonly warnings: readonly Problem[] } {
  const onInstances = variants.filter(({ serverless }) => !serverless);
  const empty = onInstances.filter(({ instanceCount }) => instanceCount === 0);
  const warnings = empty.map(
    ({ name }): Problem => ({
      field: 'fleet.instanceCount',
      expected: `an instance of variant ${name} that starts the new model`,
      got: '0, as autoscaling has set: the model is started when it brings instances again',
      fix: 'Scale out first if the release is to try it.',
    }),
  );
  const strategy = stagedName(shift);
  if (strategy === undefined || empty.length === 0 || empty.length < onInstances.length)
    return { shift, problems: [], warnings };
  const finalBake = shift.kind === 'rolling' ? shift.bake : shift.finalBake;
  return {
    shift: {
      kind: 'blue-green',
      routing: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
      finalBake,
      timeout: shift.timeout,
    },
    problems: [],
    warnings: [
      {
        field: fields.strategy,
        expected: 'instances that can be shifted in parts',
        got: `${strategy}, and no instance: everything is shifted at once`,
      },
      ...warnings,
    ],
  };
}

/** Undefined where everything is shifted at once anyway. */
function stagedName(shift: Shift): string | undefined {
  if (shift.kind === 'rolling') return 'rolling';
  switch (shift.routing.Type) {
    case 'ALL_AT_ONCE':
      return undefined;
    case 'CANARY':
      return 'canary';
    case 'LINEAR':
      return 'linear';
    default:
      return shift.routing.Type satisfies never;
  }
}
