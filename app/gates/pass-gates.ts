import type { Action } from '../../core/gates/action.ts';
import { advance, type Facts, type Next } from '../../core/gates/advance.ts';
import type { AlarmSnapshot, PlannedGate, Stage } from '../../core/gates/gate.ts';
import type { GateLedger } from '../../core/gates/ports.ts';

export interface PassPorts {
  readonly ledger: GateLedger;
  /** As they are now: read at each look, for what a gate asks for may take minutes. */
  readonly alarms: () => Promise<Readonly<Record<string, AlarmSnapshot>>>;
  /**
   * Does what a gate asks for; what the other side does wrong is a result, not an error. `until` is how long an answer
   * may come later.
   */
  readonly act: (action: Action, n: number, until: number | undefined) => Promise<unknown>;
}

/** How far the gates of a stage have come; who looks again by then has missed nothing since `lookedAt`. */
export type Passed = Exclude<Next, { kind: 'act' }> & { readonly lookedAt: number };

/** More looks than gates and actions could need: beyond them something is wrong, and the step fails. */
const mostLooks = 50;

/** What is known of the shift: how far it is at the stage `during`, and whether there is a way back from it. */
export type ShiftFacts = Pick<Facts, 'shift' | 'openedAt' | 'nothingBefore'>;

/**
 * Looks at the gates of a stage as far as they go now, doing what they ask for. What changed is kept before anything is
 * done, on condition that nobody else (a decision) has changed it meanwhile; otherwise it is looked at anew.
 */
export async function passGates(
  ports: PassPorts,
  of: {
    readonly endpoint: string;
    readonly rollout: string;
    readonly stage: Stage;
    /** Of what is released; undefined where an older version of Greenlight began the rollout. */
    readonly digest: string | undefined;
  },
  gates: readonly PlannedGate[],
  now: () => number,
  shift: ShiftFacts = {},
): Promise<Passed> {
  const { endpoint, rollout, stage, digest } = of;
  let result: Facts['result'];
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const lookedAt = now();
    const alarms = await ports.alarms();
    const kept = await ports.ledger.gates(endpoint, rollout, stage);
    const items = kept.map(({ item }) => item);
    const facts = { now: lookedAt, alarms, digest, ...shift, ...(result && { result }) };
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
  }
  throw new Error(`the gates ${stage} the shift of ${rollout} came to no rest`);
}

/**
 * What was recorded at the very instant of the reading counts as missed, unless the reading has it: that may be what it was
 * woken for, and where the clock stands still meanwhile, as a simulated one does, it would be woken for ever.
 */
function seenUntil(lookedAt: number, alarms: Readonly<Record<string, AlarmSnapshot>>): number {
  const hasSeen = Object.values(alarms).some(({ heardAt }) => heardAt === lookedAt);
  return hasSeen ? lookedAt + 1 : lookedAt;
}
