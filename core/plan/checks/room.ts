import type { ComposedVariant } from '../composition.ts';
import type { Findings } from '../findings.ts';
import { autoscalingProblems } from './autoscaling.ts';
import { capacityProblems, countByType, peakByType } from './capacity.ts';
import type { Checked } from './checked.ts';

/** Whether there is room for both fleets, and whether autoscaling blocks a change of instance type. */
export function checkCapacity(
  { live, quotas, autoscaled }: Pick<Findings, 'live' | 'quotas' | 'autoscaled'>,
  variants: readonly Omit<ComposedVariant, 'serverless'>[],
  peakInstances: number,
  endpoint: string,
): Checked {
  const before = variants.flatMap(({ name, liveInstanceType, liveInstanceCount }) =>
    liveInstanceCount === undefined
      ? []
      : [{ name, instanceType: liveInstanceType, instanceCount: liveInstanceCount }],
  );
  const room =
    quotas === undefined
      ? { problems: [], warnings: [] }
      : capacityProblems({
          peak: peakByType(before, variants, peakInstances),
          quotas,
          inUseNow: countByType(before),
        });
  const scaling =
    live === undefined
      ? { problems: [], warnings: [] }
      : autoscalingProblems({ endpoint, before, after: variants, autoscaled });
  return {
    problems: [...room.problems, ...scaling.problems],
    warnings: [...room.warnings, ...scaling.warnings],
  };
}
