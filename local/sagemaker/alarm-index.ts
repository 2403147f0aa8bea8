import type { AlarmStateValue, AlarmWatch } from '../ports.ts';

/** Alarms, as one deployment among many sees them: it hears of its own only. */
export interface AlarmIndex {
  /** The alarm's state, or undefined if there is no such alarm. */
  state(alarmName: string): AlarmStateValue | undefined;
  /** Calls `listener` at every change of one of `alarmNames`. Returns how to stop. */
  watch(
    alarmNames: readonly string[],
    listener: (alarmName: string, value: AlarmStateValue) => void,
  ): () => void;
}

type Listener = (alarmName: string, value: AlarmStateValue) => void;

/**
 * Listeners by alarm name behind a single subscription, which is there only while somebody watches: with ten
 * thousand deployments under way, an alarm's change costs as much as it has watchers.
 */
export function indexAlarms(alarms: AlarmWatch): AlarmIndex {
  const byName = new Map<string, Set<Listener>>();
  let unsubscribe: (() => void) | undefined;

  const tell: Listener = (alarmName, value) => {
    for (const listener of [...(byName.get(alarmName) ?? [])]) listener(alarmName, value);
  };
  const add = (alarmName: string, listener: Listener) => {
    const listeners = byName.get(alarmName);
    if (listeners === undefined) byName.set(alarmName, new Set([listener]));
    else listeners.add(listener);
  };
  const remove = (alarmName: string, listener: Listener) => {
    const listeners = byName.get(alarmName);
    listeners?.delete(listener);
    if (listeners?.size === 0) byName.delete(alarmName);
  };

  return {
    state: (alarmName) => alarms.state(alarmName),
    watch(alarmNames, listener) {
      const names = [...new Set(alarmNames)];
      // A function of its own per call, so that the same listener may watch twice.
      const own: Listener = (alarmName, value) => listener(alarmName, value);
      for (const name of names) add(name, own);
      if (byName.size > 0) unsubscribe ??= alarms.onChange(tell);
      return () => {
        for (const name of names) remove(name, own);
        if (byName.size > 0) return;
        unsubscribe?.();
        unsubscribe = undefined;
      };
    },
  };
}
