import type { Facts } from '../../core/recording/facts.ts';
import type { Frame } from '../../core/recording/frame.ts';

type Fleet = Frame['fleets'][number];
type Configs = Facts['configs'];

/** Whether it is the new fleet: by its config, and by its name where no config was settled. */
export const isGreen = (fleet: Pick<Fleet, 'name' | 'config'>, { green }: Configs): boolean =>
  green === null ? /^(green|release)\b/.test(fleet.name) : fleet.config === green;

/** Per cent of the traffic on the new fleet, over all variants; null if no fleet was seen. */
export function greenPercentOf(fleets: readonly Fleet[], configs: Configs): number | null {
  if (fleets.length === 0) return null;
  const percent = fleets
    .filter((fleet) => isGreen(fleet, configs))
    .reduce((sum, fleet) => sum + fleet.trafficPercent, 0);
  return Math.min(100, Math.max(0, percent));
}
