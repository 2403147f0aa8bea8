import type { Clock } from '../clock/clock.ts';
import { inBackground } from './background.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './faults.ts';
import type { Stopping } from './stopping.ts';
import type { Transitions } from './transitions.ts';

/** AWS's own maintenance of endpoints (SystemUpdating), as faults ask for it. */
export interface Maintenance {
  /** Plans what `fault` asks for. Returns how to lift it: maintenance that has begun goes on. */
  plan(fault: Fault): () => void;
  /** An endpoint has become InService: maintenance that waited for it begins. */
  onInService(endpoint: Endpoint): void;
}

export function createMaintenance(deps: {
  readonly clock: Clock;
  readonly stopping: Stopping;
  readonly transitions: () => Transitions;
  readonly find: (endpointName: string) => Endpoint | undefined;
}): Maintenance {
  const { clock, stopping } = deps;
  /** Maintenance whose time has come, by endpoint. */
  const due = new Map<string, { readonly forSeconds: number }[]>();

  const begin = (endpoint: Endpoint) => {
    const key = endpoint.name.toLowerCase();
    const [next, ...later] = due.get(key) ?? [];
    if (next === undefined || endpoint.activity.kind !== 'in-service') return;
    if (later.length > 0) due.set(key, later);
    else due.delete(key);
    const transitions = deps.transitions();
    transitions.enter(endpoint, { kind: 'system-updating' });
    inBackground(async () => {
      if (!(await stopping.sleep(clock, next.forSeconds * 1000))) return;
      if (endpoint.activity.kind === 'system-updating') transitions.enter(endpoint, { kind: 'in-service' });
    }, transitions.fail(endpoint));
  };

  /** Begins after the call that is under way, so that what it does is told first. */
  const beginSoon = (endpoint: Endpoint) =>
    inBackground(async () => begin(endpoint), deps.transitions().fail(endpoint));

  return {
    plan({ endpoint: endpointName, systemUpdating }) {
      if (systemUpdating === undefined) return () => undefined;
      const key = endpointName.toLowerCase();
      const planned = { forSeconds: systemUpdating.forSeconds };
      let lifted = false;
      inBackground(
        async () => {
          if (!(await stopping.sleep(clock, systemUpdating.atSeconds * 1000)) || lifted) return;
          due.set(key, [...(due.get(key) ?? []), planned]);
          const endpoint = deps.find(key);
          if (endpoint !== undefined) beginSoon(endpoint);
        },
        // Waiting cannot fail; what begins then has its own way to tell.
        () => undefined,
      );
      return () => {
        lifted = true;
        const left = (due.get(key) ?? []).filter((waiting) => waiting !== planned);
        if (left.length > 0) due.set(key, left);
        else due.delete(key);
      };
    },

    onInService(endpoint) {
      if (due.has(endpoint.name.toLowerCase())) beginSoon(endpoint);
    },
  };
}
