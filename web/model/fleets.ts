import type { Facts } from '../../core/recording/facts.ts';
import type { Frame } from '../../core/recording/frame.ts';

type Fleet = Frame['fleets'][number];
type Configs = Facts['configs'];

/** Whether it is the new fleet: by its name (core/chat/fleets-of.ts), and by its config where its name is no fleet's. */
export const isGreen = ({ name, config }: Pick<Fleet, 'name' | 'config'>, { green }: Configs): boolean =>
  /^(green|release)\b/.test(name) || (!/^(blue|before)\b/.test(name) && config === green);

/** Per cent of the traffic on the new fleet, over all variants; null if no fleet was seen. */
export function greenPercentOf(fleets: readonly Fleet[], configs: Configs): number | null {
  if (fleets.length === 0) return null;
  const percent = fleets
    .filter((fleet) => isGreen(fleet, configs))
    .reduce((sum, fleet) => sum + fleet.trafficPercent, 0);
  return Math.min(100, Math.max(0, percent));
}
