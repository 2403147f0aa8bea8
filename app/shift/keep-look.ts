import type { Sighting } from '../../core/deployment/sighting.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Looks } from '../../core/ports/looks.ts';
import type { EndpointWait, ShiftWait } from '../../core/ports/waits.ts';

export interface KeepLookPorts {
  readonly ledger: Pick<Looks, 'keepLook'>;
  readonly log: Log;
}

/** What SageMaker has told of an update. */
export interface ToldUpdate {
  /** The endpoint config that it leads to. */
  readonly config: string;
  /** Both fleets, if the event shows them. */
  readonly sighting: Sighting | undefined;
}

/** The wait for that update, if it is ours. */
export const waitFor = (waits: readonly EndpointWait[], { config }: ToldUpdate): ShiftWait | undefined =>
  waits.find((one): one is ShiftWait => one.purpose !== 'calm' && one.expected.requestedConfig === config);

/** Stores how the endpoint looks in a shift or on a way back. Never throws: it is for display alone. */
export async function keepLook(
  { ledger, log }: KeepLookPorts,
  { endpoint, name, purpose }: Pick<ShiftWait, 'endpoint' | 'name' | 'purpose'>,
  sighting: Sighting,
): Promise<void> {
  try {
    await ledger.keepLook({ endpoint, name, moment: purpose }, sighting);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warn('how the endpoint looks was not stored', { endpoint, rollout: name, why });
  }
}
