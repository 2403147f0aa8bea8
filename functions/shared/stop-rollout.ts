import type { AbortSwitch, Ledger, Waits } from '../../core/ports.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { wakeGates } from './wake-gates.ts';

/**
 * Wants a rollout ended. Written down first, so that whichever step comes next finds it; then whoever waits is
 * answered: before the shift its wait ends at once, in the shift the abort switch makes SageMaker shift back. To be
 * repeated without harm. `ended` where the rollout has ended already.
 */
export async function stopRollout(
  ports: { readonly ledger: Ledger; readonly waits: Waits; readonly abortSwitch: AbortSwitch },
  endpoint: string,
  name: string,
  wanted: Stop,
): Promise<'ended' | 'stopped' | 'shifting-back' | 'at-next-step'> {
  const stop = await ports.ledger.stop(endpoint, name, wanted);
  if (stop === 'ended') return 'ended';
  const waiting = (await ports.ledger.waiting(endpoint)).filter((wait) => wait.name === name);
  const calm = waiting.find((wait) => wait.purpose === 'calm');
  if (calm !== undefined) {
    await ports.waits.complete<'calm'>(calm.token, { ending: { kind: 'stopped', stop } });
    await ports.ledger.disarm(calm);
  }
  const woken = await wakeGates(ports, endpoint, name);
  if (!waiting.some((wait) => wait.purpose === 'shift')) {
    return calm === undefined && !woken ? 'at-next-step' : 'stopped';
  }
  // Also where an answered wait from before the shift was left lying about.
  await ports.abortSwitch.trip(endpoint, name, `${stop.by}: ${stop.reason}`);
  return 'shifting-back';
}
