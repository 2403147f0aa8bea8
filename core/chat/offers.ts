import { abortEffect } from '../deployment/words.ts';
import type { DecisionAction } from '../links/decision-action.ts';
import type { GateView, RolloutView } from './view.ts';

/** What a button asks for. */
export interface ButtonAction {
  readonly action: DecisionAction;
  readonly endpoint: string;
  readonly rollout: string;
  readonly gate?: string;
}

/** Makes a button's value: a signed reference (core/links/signed-link.ts) of at most 2,000 characters. */
export type SignButton = (asked: ButtonAction) => string;

/** A button: its label, and what pressing it does. */
export interface Offer {
  readonly action: DecisionAction;
  readonly label: string;
  /** What pressing it does, for the confirmation dialog. */
  readonly effect: string;
  /** The gate whose question it answers; undefined if it concerns the whole rollout. */
  readonly gate?: string;
}

/** The actions that people may take on a rollout in its current state: a button for each. */
export function offersOf(view: RolloutView): Offer[] {
  const { gate, stop, state } = view;
  if (view.phase !== 'concluded' && gate?.asks) return gateOffers(view, gate);
  // Stopping it a second time does nothing more.
  if (stop !== undefined) return [];
  switch (view.phase) {
    case 'resolving':
    case 'queued':
    case 'admitted':
    case 'waiting-for-endpoint':
    case 'prepared':
    case 'gates-before':
      return [abort('Nothing has been changed yet, and nothing will be.')];
    case 'shifting':
      return aborts(state);
    case 'gates-after':
      // During a rollback, rolling back would lead past what served before it.
      return view.start === 'rollback' ? rollBack(view).map(({ effect }) => abort(effect)) : rollBack(view);
    case 'going-back':
      return [];
    case 'concluded':
      return view.serving ? rollBack(view) : [];
    default:
      return view.phase satisfies never;
  }
}

const shiftsBack = 'SageMaker shifts all traffic back to the fleet from before.';
/** Not offered if it does nothing. If the endpoint could not be read, it may do something. */
function aborts(state: RolloutView['state']): Offer[] {
  const effect = state === undefined ? shiftsBack : abortEffect(state);
  return effect === undefined ? [] : [abort(effect)];
}
const abort = (effect: string): Offer => ({ action: 'abort', label: 'Abort', effect });
/** Empty if there is nothing to go back to. */
const rollBack = ({ back }: RolloutView): Offer[] =>
  back === undefined
    ? []
    : [
        {
          action: 'roll-back',
          label: 'Roll back',
          effect: `The endpoint is updated to what served before, ${back}, on a new fleet, which takes minutes.`,
        },
      ];

/** After the shift: the answer that the live release should not stay. */
const notKept = (view: RolloutView): Offer[] =>
  view.back === undefined
    ? [
        {
          action: 'reject',
          label: 'Reject',
          effect: 'There is nothing to go back to: it is told as FAILED, and serves until somebody acts.',
        },
      ]
    : rollBack(view);

/** Each stage asks its own question. The first button goes on; the second does not. */
function gateOffers(view: RolloutView, { id, stage, reasonNeeded }: GateView): Offer[] {
  switch (stage) {
    case 'before': {
      const goesOn = 'The rollout goes on to its next gate, or to the shift.';
      const reject = 'The rollout ends here. Nothing was changed.';
      return [
        ...(reasonNeeded ? [] : [{ action: 'approve', label: 'Approve', effect: goesOn, gate: id } as const]),
        { action: 'reject', label: 'Reject', effect: reject, gate: id },
      ];
    }
    case 'during':
      return [
        { action: 'continue', label: 'Continue', effect: 'The shift goes on as planned.', gate: id },
        ...aborts(view.state).map((offer) => ({ ...offer, gate: id })),
      ];
    case 'after':
      return [
        { action: 'approve', label: 'Keep', effect: `${view.version} stays live.`, gate: id },
        ...notKept(view).map((offer) => ({ ...offer, gate: id })),
      ];
    default:
      return stage satisfies never;
  }
}
