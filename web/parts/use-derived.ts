import { computed, type ReadonlySignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';

/**
 * A computed signal of a component, made anew whenever one of `deps` is another: the signals' own `useComputed` would keep the
 * properties that it was first made of, until a signal changes.
 */
export const useDerived = <T>(compute: () => T, deps: readonly unknown[]): ReadonlySignal<T> =>
  useMemo(() => computed(compute), deps);
