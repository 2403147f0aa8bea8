import { canonicalJson } from '../values/canonical-json.ts';
import type { Action } from './action.ts';
import type { GateQuestion } from './ask.ts';
import type { AlarmSnapshot, GateSnapshot, PlannedGate, Stage, Step } from './gate.ts';
import { type GateItem, isAbout, openedGate, reopenedGate } from './item.ts';
import { type AnyGateKind, gateKindNamed } from './kinds.ts';
import type { ShiftProgress } from './shift.ts';

/** What is known when the gates of a stage are looked at. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly alarms: Readonly<Record<string, AlarmSnapshot>>;
  /** Of the action that the last look asked for. */
  readonly result?: { readonly n: number; readonly value: unknown };
  /** At the stage `during` only. */
  readonly shift?: ShiftProgress;
  /** A release has made the endpoint: there is nothing that it could go back to. */
  readonly nothingBefore?: boolean;
  /** Since when it counts what happens, where that is before the first look: in a shift, its beginning. */
  readonly openedAt?: number;
  /** Of what would be released; undefined where an older version of Greenlight began the rollout. */
  readonly digest?: string | undefined;
}

/** How far the gates of a stage have come. `n` is the gate's place. */
export type Next =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly n: number; readonly why: string }
  | {
      readonly kind: 'waiting';
      readonly n: number;
      /** When to look again at the latest; undefined where only an event can bring it on. */
      readonly until: number | undefined;
      readonly why: string;
      readonly ask?: GateQuestion;
    }
  /** To be done, and looked at again with its result. */
  | { readonly kind: 'act'; readonly n: number; readonly action: Action };

export interface Advance {
  /** All gates whose turn has come; the very same object where nothing changed. Kept before anything is done. */
  readonly items: readonly GateItem[];
  readonly next: Next;
}

/**
 * Looks at the gates of a stage, one after another as far as they go now. Before and after the shift the next gate's
 * turn comes when the one before it has passed; in the bakes no gate waits for another. Looked at again with the same
 * facts, it is where it was: retries and late events do no harm.
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
    const stepped = item.status === 'pending' ? stepOf(kindNamed(kind), config, item, facts) : undefined;
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

/** A gate whose turn has come; anew, where it was asked about something else before. */
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

/** All have passed; but what an earlier one found may have changed while the later ones waited. */
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
    // A person who overrode it has said that it need not hold.
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
  // A callback may be faster than the answer that announces it.
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

/** The gate with what the step made of it. */
function itemAfter(item: GateItem, step: Step<unknown>, now: number): GateItem {
  const { until: _until, ask: asked, askedAt, ...rest } = item;
  switch (step.kind) {
    case 'passed':
      return { ...rest, status: step.overridden ? 'overridden' : 'passed', why: step.why, settledAt: now };
    case 'failed':
      return { ...rest, status: 'failed', why: step.why, settledAt: now };
    case 'act':
      return {
        ...rest,
        acted: step.action.kind,
        ...(step.until !== undefined && { until: step.until }),
        ...(step.state !== undefined && { state: step.state }),
      };
    case 'waiting': {
      const { decision, earlier = [], ...open } = rest;
      // What was answered is not asked again; another question makes the buttons of the one before worthless.
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
