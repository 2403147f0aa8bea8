import { bakesAt } from '../plan/timeline/bakes-at.ts';
import type { Timeline } from '../plan/timeline/timeline.ts';
import type { EndpointSeen } from './seen.ts';
import type { RolloutView } from './view.ts';

/**
 * Which of the plan's steps SageMaker is at, by what it says of the first variant (`VariantStatus`). The end of a bake
 * is AWS's own where AWS says how long it bakes, else the plan's.
 */
export function stepOf(timeline: Timeline, seen: EndpointSeen): RolloutView['step'] {
  const variant = seen.pending?.variants[0];
  if (variant?.doing === undefined) return undefined;
  const { status, message, since } = variant.doing;
  const { number, of, bakes } = bakesAt(timeline, variant.serving);
  if (of === 0) return undefined;
  switch (status) {
    case 'Creating':
      return { number, of, kind: 'provision' };
    case 'ActivatingTraffic':
      return { number, of, kind: 'shift' };
    case 'Deleting':
      return { number, of, kind: 'terminate' };
    case 'Baking': {
      // Where the last step may bake twice, AWS's words tell which it is.
      const said = Number(/Baking for (\d+) seconds/.exec(message)?.[1]);
      const bake = bakes.findLast(({ seconds }) => seconds === said) ?? bakes.at(-1);
      const seconds = Number.isNaN(said) ? bake?.seconds : said;
      const until = since === undefined || seconds === undefined ? undefined : since + seconds * 1000;
      return {
        number,
        of,
        kind: bake?.kind ?? 'bake',
        ...(until !== undefined && { until: new Date(until).toISOString() }),
      };
    }
    default:
      // Another word of AWS's: nothing is made of it.
      return undefined;
  }
}
