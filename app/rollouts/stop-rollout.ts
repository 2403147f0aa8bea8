import type { GateLedger } from '../../core/gates/ports.ts';
import type { AbortSwitch } from '../../core/ports/alarms.ts';
import type { EndpointWaits, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Waits } from '../../core/ports/waits.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { wakeGates } from './wake-gates.ts';

interface StopPorts {
  readonly ledger: RolloutRecords & EndpointWaits & GateLedger;
  readonly waits: Waits;
}

/**
 * Wants a rollout ended. Written down first, so that whichever step comes next finds it; then whoever waits is
 * answered: before the shift its wait ends at once, in the shift the abort switch makes SageMaker shift back. To be
 * repeated without harm. `ended` where the rollout has ended already.
 */
export async function stopRollout(
  ports: StopPorts & { readonly abortSwitch: AbortSwitch },
  endpoint: string,
  name: string,
  wanted: Stop,
): Promise<'ended' | 'stopped' | 'shifting-back' | 'at-next-step'> {
  const { stop, done } = await stopWaiting(ports, endpoint, name, wanted);
  if (done === 'ended') return done;
  const shifts = (await ports.ledger.waiting(endpoint)).some(
    (wait) => wait.name === name && wait.purpose === 'shift',
  );
  if (!shifts) return done;
  // Also where an answered wait from before the shift was left lying about.
  await ports.abortSwitch.trip(endpoint, name, `${stop.by}: ${stop.reason}`);
  return 'shifting-back';
}

/**
 * The same, of one that is known not to shift: whatever it waits for before its shift ends at once. Answers with the
 * stop that stands.
 */
export async function stopWaiting(
  ports: StopPorts,
  endpoint: string,
  name: string,
  wanted: Stop,
): Promise<{ readonly stop: Stop; readonly done: 'ended' | 'stopped' | 'at-next-step' }> {
  const stop = await ports.ledger.stop(endpoint, name, wanted);
  if (stop === 'ended') return { stop: wanted, done: 'ended' };
  const waiting = await ports.ledger.waiting(endpoint);
  const calm = waiting.find((wait) => wait.name === name && wait.purpose === 'calm');
  if (calm !== undefined) {
    await ports.waits.complete<'calm'>(calm.token, { ending: { kind: 'stopped', stop } });
    await ports.ledger.disarm(calm);
  }
  const woken = await wakeGates(ports, endpoint, name);
  return { stop, done: calm === undefined && !woken ? 'at-next-step' : 'stopped' };
}
