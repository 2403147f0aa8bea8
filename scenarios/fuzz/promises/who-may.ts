import type { Item } from './promise.ts';

/** Whom a manifest lets decide; everybody whose identity is proven, where it says nothing. */
export interface Asking {
  readonly by?: readonly string[];
  readonly anyoneWithLink?: boolean;
}

/** Who is in the user groups of the local Slack. */
const groups: Readonly<Record<string, readonly string[]>> = { S0RELEASERS: ['U0ANA', 'U0BEN'] };

/** Whether they may, by the words of docs/gates.md, "Deciding". */
export function mayAnswer(who: { readonly by: string; readonly via: string }, asking: Asking): boolean {
  if (who.via === 'link') return asking.anyoneWithLink === true;
  return (
    asking.by === undefined ||
    asking.by.some((one) => (groups[one] ?? []).includes(who.by) || who.by.includes(one))
  );
}

interface Manifest {
  readonly gates?: Partial<Record<string, readonly Item[]>>;
  readonly alarms?: readonly Item[];
}

/**
 * Whom the gate asks, by the manifest as it was written: each gate by its place, and behind the checks in the bakes the
 * alarms that ask, in any order. None where it asks nobody.
 */
export function askedAt(written: unknown, stage: string, n: number): readonly Asking[] {
  if (typeof written !== 'object' || written === null) return [];
  const { gates = {}, alarms = [] } = written as Manifest;
  const gate = gates[stage]?.[n];
  if (gate === undefined)
    return stage === 'during'
      ? alarms.filter(({ on }) => on === 'hold').map(({ hold }) => askingIn(hold))
      : [];
  const { soak } = gate;
  return [
    ...('approval' in gate ? [askingIn(gate.approval)] : []),
    ...('window' in gate ? [askingIn(gate.window)] : []),
    ...('soak' in gate ? [askingIn(typeof soak === 'object' ? (soak as Item).hold : soak)] : []),
  ];
}

/** A short form names nobody. */
const askingIn = (config: unknown): Asking => (typeof config === 'object' && config !== null ? config : {});

/** Everybody whom any gate of the manifest names; undefined if none names anybody. */
export function namedIn(written: unknown): readonly string[] | undefined {
  if (typeof written !== 'object' || written === null) return undefined;
  const { gates = {} } = written as Manifest;
  const named = ['before', 'during', 'after'].flatMap((stage) =>
    (gates[stage] ?? []).flatMap((gate) =>
      Object.values(gate).flatMap((config) => (config as Asking | null)?.by ?? []),
    ),
  );
  return named.length === 0 ? undefined : named;
}
