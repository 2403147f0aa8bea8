import { alarmChances } from './alarm-chances.ts';
import { type EndpointTraffic, errorRate, trafficLevels } from './endpoint-traffic.ts';
import { greenMinutes, type ShiftPhase } from './green-minutes.ts';
import type { WatchedErrors } from './watched-errors.ts';

/** An alarm that by itself takes back more sound releases than this is not sound. */
export const mostTakenBack = 0.05;

/**
 * The chance that an alarm takes back a release whose model does as well as what serves, at an hour of the last two weeks
 * drawn by chance. 0 without traffic.
 */
export function falseAlarmChance(
  alarm: WatchedErrors,
  phases: readonly ShiftPhase[],
  traffic: EndpointTraffic,
): number {
  const minutes = greenMinutes({ phases });
  const rate = errorRate(traffic, alarm.errors);
  return trafficLevels(traffic).reduce((sum, { requestsPerSecond, part }) => {
    const usual = { requestsPerMinute: requestsPerSecond * 60, blueRate: rate, greenRate: rate };
    return sum + part * alarmChances(alarm, minutes, usual).reduce((all, chance) => all + chance, 0);
  }, 0);
}

/** What would make it sound, other things being equal. */
export interface SoundInstead {
  /** The smallest usual limit: a share from 0 to 1, or a count. */
  readonly limit?: number;
  /** The fewest periods, of those that fit into the shortest bake. */
  readonly periods?: number;
}

const usualShares = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5];
const usualCounts = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000];
const mostPeriodsTried = 15;
/** A metric takes up to a minute until an alarm sees it (docs/assumptions.md). */
const publicationSeconds = 60;

export function soundInstead(
  alarm: WatchedErrors,
  phases: readonly ShiftPhase[],
  traffic: EndpointTraffic,
): SoundInstead {
  const isSound = (other: WatchedErrors) => falseAlarmChance(other, phases, traffic) <= mostTakenBack;
  const limits = (alarm.measure === 'share' ? usualShares : usualCounts).filter((one) => one > alarm.limit);
  const limit = limits.find((one) => isSound({ ...alarm, limit: one }));
  const bakes = phases.filter(({ kind, seconds }) => kind.endsWith('bake') && seconds > 0);
  const shortest = Math.min(...bakes.map(({ seconds }) => seconds));
  const fits = (periods: number) => periods * alarm.periodMinutes * 60 + publicationSeconds <= shortest;
  const more = Array.from({ length: mostPeriodsTried }, (_, index) => alarm.of + 1 + index).filter(fits);
  const periods = more.find((one) => isSound({ ...alarm, needed: one, of: one }));
  return { ...(limit !== undefined && { limit }), ...(periods !== undefined && { periods }) };
}
