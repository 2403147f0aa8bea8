import type { Action } from '../../core/gates/action.ts';
import { advance, type Facts, type Next } from '../../core/gates/advance.ts';
import type { AlarmSnapshot, PlannedGate, Stage } from '../../core/gates/gate.ts';
import type { GateLedger } from '../../core/gates/ports.ts';

export interface PassPorts {
  readonly ledger: GateLedger;
  /** The current alarms, read at each look, because an action may take minutes. */
  readonly alarms: () => Promise<Readonly<Record<string, AlarmSnapshot>>>;
  /**
   * Does what a gate asks for. A failure of the other side is a result, not an error. `until` is how long an
   * answer may come later.
   */
  readonly act: (action: Action, n: number, until: number | undefined) => Promise<unknown>;
}

/** How far the gates of a stage have come. A next look that starts from `lookedAt` misses nothing. */
export type Passed = Exclude<Next, { kind: 'act' }> & { readonly lookedAt: number };

/** More looks than gates and actions could need. Beyond that something is wrong, and the step fails. */
const mostLooks = 50;

/**
 * What is known about the shift: how far it is at the stage `during`, and whether there is a way back from
 * it.
 */
export type ShiftFacts = Pick<Facts, 'shift' | 'openedAt' | 'nothingBefore'>;

/**
 * Advances the gates of a stage as far as possible and does the actions that they ask for. Changes are stored
 * before any action, and only if nobody else (a decision) has changed them meanwhile; otherwise they are read
 * again.
 */
export async function passGates(
  ports: PassPorts,
  of: {
    readonly endpoint: string;
    readonly rollout: string;
    readonly stage: Stage;
    /** The digest of what is released; undefined if an older version of Greenlight began the rollout. */
    readonly digest: string | undefined;
  },
  gates: readonly PlannedGate[],
  now: () => number,
  shift: ShiftFacts = {},
): Promise<Passed> {
  const { endpoint, rollout, stage, digest } = of;
  let result: Facts['result'];
  const acted = new Set<number>();
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const lookedAt = now();
    const alarms = await ports.alarms();
    const kept = await ports.ledger.gates(endpoint, rollout, stage);
    const items = kept.map(({ item }) => item);
    const facts = { now: lookedAt, alarms, digest, acted, ...shift, ...(result && { result }) };
    const { items: after, next } = advance(stage, gates, items, facts);
    let contended = false;
    for (const item of after.filter((one) => !items.includes(one))) {
      const revision = kept.find(({ item: { n } }) => n === item.n)?.revision ?? 0;
      contended ||= !(await ports.ledger.putGate(endpoint, rollout, item, revision));
    }
    if (contended) continue;
    if (next.kind !== 'act') return { ...next, lookedAt: seenUntil(lookedAt, alarms) };
    const { n, action } = next;
    const until = after.find((item) => item.n === n)?.until;
    result = { n, value: await ports.act(action, n, until) };
    acted.add(n);
  }
  throw new Error(`the gates ${stage} the shift of ${rollout} came to no rest`);
}

/**
 * An event recorded at the very instant of the reading counts as missed, unless the reading contains it:
 * otherwise the event that woke this look might wake it again for ever, if the clock stands still, as a
 * simulated one does.
 */
function seenUntil(lookedAt: number, alarms: Readonly<Record<string, AlarmSnapshot>>): number {
  const hasSeen = Object.values(alarms).some(({ heardAt }) => heardAt === lookedAt);
  return hasSeen ? lookedAt + 1 : lookedAt;
}
