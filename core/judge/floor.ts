import { type FleetCounts, type MinuteCounts, totalOf } from './counts.ts';
import { alternatives } from './evidence.ts';
import { logMean } from './logs.ts';

/**
 * ln F after each minute: the evidence that green's own rate of events is above `floor`, whatever blue's is. Where
 * hardly anything fails, three failures of green are many times blue's none, and yet no reason to roll back.
 *
 * The mean over r of r^k · exp(−(r − 1) · floor · n), with k of n requests of green: if the rate is at most `floor`, F
 * reaches 1/α ever with a chance of at most α. `floor` 1 %, 3 of 20, r = 10: 10³ · exp(−1.8) = 165.3.
 */
export function aboveFloorAfter(minutes: readonly MinuteCounts[], floor: number): number[] {
  let green: FleetCounts = { requests: 0, events: 0 };
  return minutes.map((minute) => {
    // Events that are there before the requests that they are of show nothing.
    if (minute.green.requests > 0)
      green = {
        requests: green.requests + minute.green.requests,
        events: green.events + minute.green.events,
      };
    return aboveFloor(green, floor);
  });
}

function aboveFloor({ requests, events }: FleetCounts, floor: number): number {
  return logMean(alternatives.map((times) => events * Math.log(times) - (times - 1) * floor * requests));
}

/**
 * ln of the evidence that green's own rate is below `floor`: the mean over r of
 * r^(−k) · ((1 − floor/r) / (1 − floor))^(n − k). 564 requests without an event show it for 1 % at α = 1 %, 5,659
 * for 0.1 %.
 */
export function belowFloor(minutes: readonly MinuteCounts[], floor: number): number {
  const { requests, events } = totalOf(minutes, 'green');
  return logMean(
    alternatives.map(
      (times) =>
        -events * Math.log(times) + (requests - events) * (Math.log1p(-floor / times) - Math.log1p(-floor)),
    ),
  );
}
