import type { DeploymentState } from '../deployment/state.ts';
import { phaseMark, wentOffMark } from '../notices/marks.ts';
import type { AlarmView, GateView, RolloutView, ViewPhase } from './view.ts';

/** The wording of the message about a rollout, in one place. */

export const phaseWords: Readonly<Record<ViewPhase, { readonly mark: string; readonly words: string }>> = {
  resolving: { mark: ':mag:', words: 'reading the release' },
  queued: { mark: phaseMark.queued, words: 'waiting for its turn' },
  admitted: { mark: ':gear:', words: 'getting ready' },
  'gates-before': { mark: ':vertical_traffic_light:', words: 'waiting before the shift' },
  'waiting-for-endpoint': {
    mark: ':hourglass_flowing_sand:',
    words: 'waiting for the endpoint to come to rest',
  },
  prepared: { mark: ':gear:', words: 'ready to shift' },
  shifting: { mark: phaseMark.shifting, words: 'shifting traffic' },
  'gates-after': { mark: ':eyes:', words: 'live, and being watched' },
  'going-back': { mark: phaseMark['going-back'], words: 'going back to the config from before' },
  concluded: { mark: ':checkered_flag:', words: 'ended' },
};

/** The headline of a shift, by which fleet serves. A shift that goes back is no longer called one. */
export function shiftWords({ deployment }: DeploymentState): {
  readonly mark: string;
  readonly words: string;
} {
  switch (deployment.kind) {
    case 'ending-new':
      return { mark: phaseWords['going-back'].mark, words: 'all traffic is back on the fleet from before' };
    case 'going-back':
      return { mark: phaseWords['going-back'].mark, words: 'going back to the fleet from before' };
    case 'final-bake':
    case 'ending-old':
      return { mark: phaseWords.shifting.mark, words: 'all traffic is on it' };
    case 'unclear':
      return deployment.back === undefined
        ? phaseWords.shifting
        : { mark: phaseWords['going-back'].mark, words: 'SageMaker goes back' };
    default:
      return phaseWords.shifting;
  }
}

export const alarmMark: Readonly<Record<AlarmView['state'], string>> = {
  ALARM: ':red_circle:',
  OK: ':large_green_circle:',
  INSUFFICIENT_DATA: ':white_circle:',
  WENT_OFF: wentOffMark,
};

export const alarmRole: Readonly<Record<AlarmView['on'], string>> = {
  rollback: 'rolls back',
  hold: 'asks people',
  notify: 'tells only',
};

export const stageWords: Readonly<Record<GateView['stage'], string>> = {
  before: 'before the shift',
  during: 'while it shifts',
  after: 'after the shift',
};

/** The verb for a decision, by the stage that asked. */
export const verdictWords: Readonly<Record<GateView['stage'], { approve: string; reject: string }>> = {
  before: { approve: 'approved', reject: 'rejected' },
  during: { approve: 'continued', reject: 'aborted' },
  after: { approve: 'kept', reject: 'rolled back' },
};

export const startWords: Readonly<Record<RolloutView['start'], string>> = {
  upload: '',
  manifest: ', with a new manifest',
  retry: ', once more',
  rollback: ', going back to it',
};
