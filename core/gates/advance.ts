import { canonicalJson } from '../values/canonical-json.ts';
import type { Action } from './action.ts';
import type { GateQuestion } from './ask.ts';
import type { AlarmSnapshot, GateSnapshot, PlannedGate, Stage, Step } from './gate.ts';
import { type GateItem, isAbout, openedGate, reopenedGate } from './item.ts';
import { type AnyGateKind, gateKindNamed } from './kinds.ts';
import type { ShiftProgress } from './shift.ts';

/** The facts for looking at the gates of a stage. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly alarms: Readonly<Record<string, AlarmSnapshot>>;
  /** The result of the action that the last look asked for. */
  readonly result?: { readonly n: number; readonly value: unknown };
  /** The gates whose actions were done since these looks began. One that asks for its action again has nothing new to see. */
  readonly acted?: ReadonlySet<number>;
  /** Only at the stage `during`. */
  readonly shift?: ShiftProgress;
  /** A release has created the endpoint: there is nothing to go back to. */
  readonly nothingBefore?: boolean;
  /** From when events count, if earlier than the first look: in a shift, its beginning. */
  readonly openedAt?: number;
  /** The digest of the settled release; undefined if an older version of Greenlight began the rollout. */
  readonly digest?: string | undefined;
}

/** How far the gates of a stage have come. `n` is the gate's index. */
export type Next =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly n: number; readonly why: string }
  | {
      readonly kind: 'waiting';
      readonly n: number;
      /** When to look again at the latest; undefined if only an event can change anything. */
      readonly until: number | undefined;
      readonly why: string;
      readonly ask?: GateQuestion;
    }
  /** Do the action, then look again with its result. */
  | { readonly kind: 'act'; readonly n: number; readonly action: Action };

export interface Advance {
  /** All gates opened so far; the identical object if nothing changed. Store them before any action. */
  readonly items: readonly GateItem[];
  readonly next: Next;
}

/**
 * Looks at the gates of a stage and advances them as far as possible. Before and after the shift, a gate
 * opens when the one before it has passed; in the bakes, all gates are open at once. Idempotent: with the
 * same facts the result is the same, so retries and late events do no harm.
 */
export function advance(
  stage: Stage,
  gates: readonly PlannedGate[],
  items: readonly GateItem[],
  facts: Facts,
  kindNamed = gateKindNamed,
): Advance {
  const after = [...items];
  const waits: (Next & { kind: 'waiting' })[] = [];
  for (const [n, { kind, config }] of gates.entries()) {
    const kept = items.find((item) => item.n === n);
    const known = kept !== undefined && isAbout(kept, facts.digest) ? kept : undefined;
    const item = known ?? opened(stage, n, kind, kept, facts);
    const step = item.status === 'pending' ? stepOf(kindNamed(kind), config, item, facts) : undefined;
    const stepped = step?.kind === 'act' && hasLooked(n, facts) ? asBefore(item) : step;
    const now = stepped === undefined ? item : sameUnlessChanged(known, itemAfter(item, stepped, facts.now));
    put(after, now);
    if (now.status === 'failed') return { items: after, next: { kind: 'failed', n, why: now.why } };
    if (stepped?.kind === 'act') return { items: after, next: { kind: 'act', n, action: stepped.action } };
    if (stepped?.kind !== 'waiting') continue;
    const { until, why, ask } = stepped;
    waits.push({ kind: 'waiting', n, until, why, ...(ask && { ask }) });
    if (stage !== 'during') break;
  }
  const [first] = waits.toSorted((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity) || a.n - b.n);
  if (first) return { items: after, next: first };
  return reopened(stage, gates, after, facts, kindNamed) ?? { items: after, next: { kind: 'passed' } };
}

/** Whether the gate's action was done since these looks began, and its result was judged. */
const hasLooked = (n: number, { acted, result }: Facts): boolean => acted?.has(n) === true && result?.n !== n;

/** It goes on waiting for what it waits for. */
const asBefore = ({ until, why, ask }: GateItem): Step<unknown> => ({
  kind: 'waiting',
  until,
  why,
  ...(ask && { ask }),
});

/** A gate that opens now. If it was asked about something else before, it is asked again. */
function opened(
  stage: Stage,
  n: number,
  kind: string,
  former: GateItem | undefined,
  { openedAt, now, digest }: Facts,
): GateItem {
  const at = openedAt ?? now;
  return former === undefined
    ? openedGate(stage, n, kind, at, digest)
    : reopenedGate(former, kind, at, digest);
}

/** All gates have passed, but the finding of an earlier one may have changed while later ones waited. */
function reopened(
  stage: Stage,
  gates: readonly PlannedGate[],
  items: readonly GateItem[],
  facts: Facts,
  kindNamed: typeof gateKindNamed,
): Advance | undefined {
  for (const item of items) {
    const { n, status, round } = item;
    const gate = gates[n];
    const kind = gate && kindNamed(gate.kind);
    // A person overrode the gate, so its condition need not hold.
    if (gate === undefined || status !== 'passed' || !kind?.lookedAtAgain) continue;
    const anew: GateItem = { ...openedGate(stage, n, kind.kind, facts.now, facts.digest), round: round + 1 };
    const stepped = stepOf(kind, gate.config, anew, facts);
    if (stepped.kind === 'passed' || stepped.kind === 'act') continue;
    const after = [...items];
    put(after, itemAfter(anew, stepped, facts.now));
    const { why } = stepped;
    if (stepped.kind === 'failed') return { items: after, next: { kind: 'failed', n, why } };
    const { until, ask } = stepped;
    return { items: after, next: { kind: 'waiting', n, until, why, ...(ask && { ask }) } };
  }
  return undefined;
}

function stepOf(kind: AnyGateKind | undefined, config: unknown, item: GateItem, facts: Facts): Step<unknown> {
  if (kind === undefined)
    return { kind: 'failed', why: `there is no gate kind ${item.kind} in this version of Greenlight` };
  const { now, alarms, shift, nothingBefore } = facts;
  // A callback may arrive before the answer that announces it.
  const result = item.answer ?? (facts.result?.n === item.n ? facts.result.value : undefined);
  const seen: GateSnapshot<unknown> = {
    stage: item.stage,
    now,
    openedAt: item.openedAt,
    state: item.state,
    alarms,
    ...(item.decision && { decision: item.decision }),
    ...(result !== undefined && { result }),
    ...(shift && { shift }),
    ...(nothingBefore && { nothingBefore }),
  };
  return kind.step(config, seen);
}

/** The gate's item after a step. */
function itemAfter(item: GateItem, step: Step<unknown>, now: number): GateItem {
  const { until, ask: asked, askedAt, ...before } = item;
  const lastAsked = asked && { asked: { ...asked, ...(until !== undefined && { until }) } };
  const rest = { ...before, ...(step.judged && { judged: [...step.judged] }) };
  switch (step.kind) {
    case 'passed':
      return {
        ...rest,
        ...lastAsked,
        status: step.overridden ? 'overridden' : 'passed',
        why: step.why,
        settledAt: now,
      };
    case 'failed':
      return { ...rest, ...lastAsked, status: 'failed', why: step.why, settledAt: now };
    case 'act':
      return {
        ...rest,
        acted: step.action.kind,
        ...(step.until !== undefined && { until: step.until }),
        ...(step.state !== undefined && { state: step.state }),
      };
    case 'waiting': {
      const { decision, earlier = [], ...open } = rest;
      // An answered question is not asked again. A new question invalidates the buttons of the previous one.
      const isAnother =
        decision !== undefined || (asked !== undefined && asked.question !== step.ask?.question);
      const answers = decision === undefined ? earlier : [...earlier, decision];
      return {
        ...open,
        why: step.why,
        round: isAnother ? open.round + 1 : open.round,
        ...(answers.length > 0 && { earlier: answers }),
        ...(step.until !== undefined && { until: step.until }),
        ...(step.ask && { ask: step.ask, askedAt: isAnother || asked === undefined ? now : askedAt }),
        ...(step.state !== undefined && { state: step.state }),
      };
    }
  }
}

function put(items: GateItem[], item: GateItem): void {
  const at = items.findIndex(({ n }) => n === item.n);
  if (at === -1) items.push(item);
  else items[at] = item;
}

const sameUnlessChanged = (before: GateItem | undefined, after: GateItem): GateItem =>
  before !== undefined && canonicalJson(before) === canonicalJson(after) ? before : after;
