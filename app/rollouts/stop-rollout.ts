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
 * Stops a rollout. The stop is stored first, so that the next step finds it. Then waits are answered: before
 * the shift the wait ends at once, and during the shift the abort switch makes SageMaker shift back.
 * Idempotent. Returns `ended` if the rollout has already ended.
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
  // Also if an answered wait from before the shift was left over.
  await ports.abortSwitch.trip(endpoint, name, `${stop.by}: ${stop.reason}`);
  return 'shifting-back';
}

/**
 * The same for a rollout that certainly does not shift: its wait before the shift ends at once. Returns the
 * recorded stop.
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
