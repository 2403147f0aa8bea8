import { type Polled, type PollScenario, poll } from './poll-loop.ts';
import { eightHours, eightHourTimings, halfAnHour, type Shape } from './scenarios.ts';

const seconds = (text: string): number => Number.parseInt(text, 10) * (text.endsWith('h') ? 3600 : 60);

/** The same rollout for the polling loop. */
const scenarioOf = (shape: Shape): PollScenario => ({
  instances: shape.instances,
  stepPercent: Number.parseInt(shape.step, 10),
  bakeSeconds: seconds(shape.bake),
  finalBakeSeconds: seconds(shape.finalBake),
  timeoutSeconds: seconds(shape.timeout),
});

export const pollClean = (): Promise<Polled> => poll(scenarioOf(halfAnHour));
export const pollRolledBack = (): Promise<Polled> => poll({ ...scenarioOf(halfAnHour), broken: true });
export const pollLong = (): Promise<Polled> => poll({ ...scenarioOf(eightHours), timings: eightHourTimings });

/**
 * How late the loop sees an end, in seconds. Ten clean rollouts end 3 s apart within its interval of 30 s,
 * because their provisioning takes 241, 244, … 268 s.
 */
export async function pollLags(): Promise<number[]> {
  const lags: number[] = [];
  for (let provisioningSeconds = 241; provisioningSeconds < 271; provisioningSeconds += 3) {
    lags.push((await poll({ ...scenarioOf(halfAnHour), timings: { provisioningSeconds } })).lagSeconds);
  }
  return lags;
}
