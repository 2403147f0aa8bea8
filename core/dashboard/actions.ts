import { type Offer, offersOf } from '../chat/offers.ts';
import type { GateView, RolloutView } from '../chat/view.ts';
import { deploymentWords } from '../deployment/words.ts';
import { decide } from '../gates/decide-gate.ts';
import { gateName } from '../gates/gate-key.ts';
import type { GateItem } from '../gates/item.ts';
import { type JudgeOff, judgeOffSince } from '../gates/judge-off.ts';
import type { Action } from './api.ts';

/** A rollout as the buttons of its page depend on it. */
export interface Pressable {
  /** As people see it in a chat: the buttons offer the same. */
  readonly view: RolloutView;
  /** The gate that is open, if any. */
  readonly gate: GateItem | undefined;
  readonly judgeOff: JudgeOff | undefined;
  /** The ARN of whoever presses. */
  readonly caller: string;
  /** AWS's time, epoch milliseconds. */
  readonly now: number;
}

/**
 * The buttons of a rollout's page: of two that undo each other only the one that applies. Each says why it cannot be pressed, if so: what is offered is decided where chats
 * have it from (core/chat/offers.ts), and who may decide a gate where the decision is checked (core/gates/decide-gate.ts).
 */
export function actionsOf(pressable: Pressable): Action[] {
  const { view } = pressable;
  const { gate: _, ...withoutGate } = view;
  const plain = offersOf(withoutGate);
  const asksToContinue =
    view.gate?.asks === true && offersOf(view).some(({ action }) => action === 'continue');
  return [
    answer(asksToContinue ? 'continue' : 'approve', pressable),
    answer('reject', pressable),
    {
      kind: 'abort',
      label: 'Abort',
      means: effectOf(plain, 'abort') ?? 'The rollout is stopped.',
      reasonNeeded: true,
      why: effectOf(plain, 'abort') === undefined ? whyNoAbort(view) : null,
    },
    {
      kind: 'rollback',
      label: 'Roll back',
      means: effectOf(plain, 'roll-back') ?? 'The endpoint goes back to what served before.',
      reasonNeeded: false,
      why: effectOf(plain, 'roll-back') === undefined ? whyNoRollback(view) : null,
    },
    {
      kind: 'retry',
      label: 'Retry',
      means: `Another attempt to put ${view.version} live begins, under the current manifest.`,
      reasonNeeded: false,
      why: whyNoRetry(view),
    },
    judgeSwitch(pressable),
  ];
}

/** Off where judging is on, and on where somebody has switched it off. */
const judgeSwitch = ({ view: { endpoint }, judgeOff }: Pressable): Action =>
  judgeOff === undefined
    ? {
        kind: 'judge-off',
        label: 'Judge off',
        means: `Rollouts of ${endpoint} are not compared with what served before, this one included, until it is switched on again.`,
        reasonNeeded: true,
        why: null,
      }
    : {
        kind: 'judge-on',
        label: 'Judge on',
        means: `Rollouts of ${endpoint} are compared again with what served before. It is off ${judgeOffSince(judgeOff)}.`,
        reasonNeeded: true,
        why: null,
      };

const effectOf = (offers: readonly Offer[], action: Offer['action']): string | undefined =>
  offers.find((offer) => offer.action === action)?.effect;

const labels = { approve: 'Approve', continue: 'Continue', reject: 'Reject' } as const;
const meanings = {
  approve: 'The gate is passed.',
  continue: 'The shift goes on as planned.',
  reject: 'The gate is not passed.',
} as const;

/** An answer to the gate that is open. A reason can be given here, so a gate that needs one can be approved, too. */
function answer(kind: 'approve' | 'continue' | 'reject', pressable: Pressable): Action {
  const { view, gate } = pressable;
  const offers = view.gate?.asks ? offersOf({ ...view, gate: withReason(view.gate) }) : [];
  const offer = offers.find(({ action }) => action === kind);
  const action = {
    kind,
    label: offer?.label ?? labels[kind],
    means: offer?.effect ?? meanings[kind],
    reasonNeeded: kind !== 'reject' && (gate?.ask?.reasonNeeded ?? false),
  };
  if (offer === undefined || gate === undefined) return { ...action, why: whyNoAnswer(view, offers) };
  const { stage, n, round } = gate;
  return {
    ...action,
    gate: gateName({ rollout: view.rollout, stage, n }),
    round,
    why: whyNotDecided(kind, gate, pressable),
  };
}

const withReason = ({ reasonNeeded: _, ...gate }: GateView): GateView => gate;

/** What the decision itself would be refused with; the reason is not written yet. */
function whyNotDecided(action: string, gate: GateItem, { caller, now }: Pressable): string | null {
  const who = { via: 'iam', arn: caller } as const;
  const decided = decide(gate, { action, who, round: gate.round, reason: 'to be written' }, now);
  return decided.kind === 'refused' ? decided.refusal.text.replace(/ Nothing was changed\.$/, '') : null;
}

function whyNoAnswer(view: RolloutView, offers: readonly Offer[]): string {
  const over = whyOver(view);
  if (over !== undefined) return over;
  if (view.gate === undefined) return 'No gate waits for an answer.';
  if (!view.gate.asks) return `The gate (${view.gate.kind}) asks nobody now: ${view.gate.why}.`;
  return `The question is answered by: ${offers.map(({ label }) => label).join(', ')}.`;
}

/** What has ended or is stopped takes no answers. */
function whyOver({ phase, conclusion, stop }: RolloutView): string | undefined {
  if (phase === 'concluded')
    return `It has ended${conclusion === undefined ? '' : `: ${conclusion.outcome}`}.`;
  return stop === undefined ? undefined : `It is stopped already, by ${stop.by}: ${stop.reason}.`;
}

function whyNoAbort(view: RolloutView): string {
  const over = whyOver(view);
  if (over !== undefined) return over;
  if (view.phase === 'going-back') return 'The endpoint is updated back already.';
  if (view.phase === 'gates-after') return 'All traffic is on it: roll it back instead.';
  return view.state === undefined
    ? 'It cannot be stopped now.'
    : deploymentWords(view.state).meaning.join(' ');
}

function whyNoRollback(view: RolloutView): string {
  if (view.phase === 'concluded')
    return view.serving ? 'There is nothing to go back to.' : 'What it released does not serve now.';
  const over = whyOver(view);
  if (over !== undefined) return over;
  if (view.phase === 'going-back') return 'The endpoint is updated back already.';
  if (view.phase === 'gates-after')
    return view.start === 'rollback'
      ? 'It is a rollback itself: abort it instead.'
      : 'There is nothing to go back to.';
  return 'What served before it still serves: abort it instead.';
}

function whyNoRetry({ phase, foreign }: RolloutView): string | null {
  if (phase !== 'concluded') return 'It is under way.';
  return foreign ? 'It went back to a config that no release made: there is no release to try again.' : null;
}
