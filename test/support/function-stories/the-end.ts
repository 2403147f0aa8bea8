import type { Seam } from '../../../adapters/lambda/seam.ts';
import { rolloutName } from '../../../core/release.ts';
import { make as awaitCalm } from '../../../functions/await-idle.ts';
import { make as concludeRollout } from '../../../functions/conclude-rollout.ts';
import { make as keepRecording } from '../../../functions/keep-recording.ts';
import { make as onExecutionEnded } from '../../../functions/on-execution-ended.ts';
import { make as operate } from '../../../functions/operate.ts';
import { make as operateSigned } from '../../../functions/operate-signed.ts';
import { aStop, instant } from '../builders.ts';
import { aChange, queueEvent } from '../on-slack.ts';
import {
  admitted,
  anUploadOf,
  asked,
  begun,
  comesToRest,
  executionOf,
  prepared,
  serving,
  shifting,
  uploaded,
} from '../rollouts-on-aws.ts';
import { requestTo } from '../url-request.ts';
import {
  command,
  deployed,
  died,
  leavingBehind,
  live,
  name,
  next,
  plan,
  previous,
  rollout,
  type StoriesOf,
  shifted,
} from './story.ts';

/** Lambda delivers again what is not handled. So a try that leaves a message counts as failed. */
const untilKept = (seam: Seam) => {
  const keep = keepRecording(seam);
  return async (event: unknown) => {
    const answer = await keep(event);
    if (answer.batchItemFailures.length > 0) throw new Error('to be handed over again');
    return answer;
  };
};

/** Stories of the functions when a rollout ends, or should end. */
export const theEnd: StoriesOf = {
  concludeRollout: {
    'concluding what is live, with another waiting': {
      make: concludeRollout,
      async given(aws) {
        serving(aws, previous);
        const { plan: made, fence } = await prepared(aws, await uploaded(aws));
        await shifting(aws, made);
        comesToRest(aws, made.config);
        await asked(aws, next, 'next');
        return () => ({ rollout: made.rollout, fence, ending: live });
      },
    },
    'concluding with a dead one waiting': {
      make: concludeRollout,
      async given(aws) {
        const fence = await shifted(aws);
        await asked(aws, next, 'next');
        aws.gone.add('next');
        aws.dead.add(executionOf(next));
        return () => ({ rollout, fence, ending: live });
      },
    },
    'concluding what somebody wanted stopped too late': {
      make: concludeRollout,
      countsAttempts: true,
      async given(aws) {
        const fence = await shifted(aws);
        await aws.ledger.stop('iris', name, aStop());
        return () => ({ rollout, fence, ending: live });
      },
    },
    'concluding at our own bound': {
      make: concludeRollout,
      async given(aws) {
        serving(aws, previous);
        const fence = await shifting(aws, plan);
        return () => ({ rollout, fence, ending: { kind: 'timed-out', during: 'shift' } });
      },
    },
    'concluding, as a caretaker, what has timed out': {
      make: concludeRollout,
      async given(aws) {
        serving(aws, previous);
        const fence = await shifting(aws, plan);
        const ending = { kind: 'timed-out', during: 'shift' };
        await concludeRollout(aws.seam)({ rollout, fence, ending });
        comesToRest(aws, name);
        return () => ({ rollout, fence: fence + 1, ending: live });
      },
    },
    'concluding one that was never admitted': {
      make: concludeRollout,
      async given(aws) {
        await admitted(aws, anUploadOf('v0', -60));
        await asked(aws, rollout);
        return () => ({ rollout, fence: null, ending: { kind: 'stopped', stop: aStop() } });
      },
    },
    'concluding one that was admitted without knowing it': {
      make: concludeRollout,
      async given(aws) {
        const first = anUploadOf('v0', -60);
        const fence = await admitted(aws, first);
        await asked(aws, rollout, 'unheard');
        aws.gone.add('unheard');
        const ending = { kind: 'stopped', stop: aStop() };
        await concludeRollout(aws.seam)({ rollout: first, fence, ending });
        await asked(aws, next, 'next');
        return () => ({ rollout, fence: null, ending: { kind: 'timed-out', during: 'queue' } });
      },
    },
    'concluding with older releases to collect': {
      make: concludeRollout,
      collects: true,
      async given(aws) {
        const { last, fence } = await leavingBehind(aws);
        return () => ({ rollout: last, fence, ending: live });
      },
    },
    'redriving what has ended': {
      make: concludeRollout,
      countsAttempts: true,
      async given(aws) {
        const fence = await shifted(aws);
        await concludeRollout(aws.seam)({ rollout, fence, ending: live });
        return () => ({ rollout, fence, ending: { kind: 'error', during: 'Admit', error: 'LeaseLost' } });
      },
    },
  },
  onExecutionEnded: {
    'burying one that had gone live, with older releases to collect': {
      make: onExecutionEnded,
      collects: true,
      async given(aws) {
        const { last } = await leavingBehind(aws);
        return () => died(executionOf(last), last);
      },
    },
    'burying an execution that died in its shift': {
      make: onExecutionEnded,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        return () => died(executionOf(rollout));
      },
    },
    'burying an execution that died at its very first step': {
      make: onExecutionEnded,
      given: async () => () => died(executionOf(rollout)),
    },
    'burying one that was said to be dead': {
      make: onExecutionEnded,
      async given(aws) {
        await admitted(aws, rollout);
        aws.dead.add(executionOf(rollout));
        await asked(aws, next, 'next');
        const detail = { endpoint: 'iris', rollout: name, execution: executionOf(rollout) };
        return () => ({ 'detail-type': 'Greenlight Rollout Suspected Dead', detail });
      },
    },
  },
  keepRecording: {
    'keeping one that had shifted': {
      make: untilKept,
      async given(aws) {
        serving(aws, previous);
        const { plan: made, fence } = await prepared(aws, await uploaded(aws));
        await shifting(aws, made);
        comesToRest(aws, made.config);
        await concludeRollout(aws.seam)({ rollout: made.rollout, fence, ending: live });
        return () => queueEvent([aChange(rolloutName(made.rollout), 'concluded')]);
      },
    },
    'keeping one that was refused': {
      make: untilKept,
      async given(aws) {
        await asked(aws, rollout);
        const ending = { kind: 'stopped', stop: aStop() };
        await concludeRollout(aws.seam)({ rollout, fence: null, ending });
        return () => queueEvent([aChange(name, 'concluded')]);
      },
    },
  },
  operate: {
    'adopting an endpoint': {
      make: operate,
      async given(aws) {
        serving(aws, previous);
        return adopting;
      },
    },
    'forgetting that an endpoint was adopted': {
      make: operate,
      async given(aws) {
        serving(aws, previous);
        await operate(aws.seam)(adopting());
        return () => ({ ...adopting(), undo: true });
      },
    },
    'aborting what shifts': {
      make: operate,
      async given(aws) {
        serving(aws, previous);
        const { plan: made } = await prepared(aws, await uploaded(aws));
        await shifting(aws, made);
        return () => command({ command: 'abort' });
      },
    },
    'aborting what waits for its turn': {
      make: operate,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        await asked(aws, next, 'next');
        return () => command({ command: 'abort', release: next.release.id });
      },
    },
    'aborting what waits for its endpoint': {
      make: operate,
      async given(aws) {
        serving(aws, previous, 'Updating');
        await admitted(aws, rollout);
        await awaitCalm(aws.seam)({ rollout, token: 'calm' });
        return () => command({ command: 'abort' });
      },
    },
    'trying again': {
      make: operate,
      countsAttempts: true,
      async given(aws) {
        await begun(aws, rollout);
        return () => command({ command: 'retry', release: rollout.release.id });
      },
    },
    'rolling back': {
      make: operate,
      countsAttempts: true,
      async given(aws) {
        await deployed(aws, anUploadOf('v0', -60), '2026-01-04T10:00:00.000Z');
        await deployed(aws, rollout, instant);
        serving(aws, name);
        return () => command({ command: 'rollback' });
      },
    },
    'rolling back under another spelling of the endpoint': {
      make: operate,
      async given(aws) {
        serving(aws, name);
        return () => command({ command: 'rollback', endpoint: 'IRIS' });
      },
    },
  },
  operateSigned: {
    'adopting an endpoint, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous);
        return () => requestTo(adopting());
      },
    },
    'aborting what shifts, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous);
        const { plan: made } = await prepared(aws, await uploaded(aws));
        await shifting(aws, made);
        return () => requestTo(command({ command: 'abort' }));
      },
    },
    'aborting what waits for its turn, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        await asked(aws, next, 'next');
        return () => requestTo(command({ command: 'abort', release: next.release.id }));
      },
    },
    'aborting what waits for its endpoint, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous, 'Updating');
        await admitted(aws, rollout);
        await awaitCalm(aws.seam)({ rollout, token: 'calm' });
        return () => requestTo(command({ command: 'abort' }));
      },
    },
    'rolling back, by a signed request': {
      make: operateSigned,
      countsAttempts: true,
      async given(aws) {
        await deployed(aws, anUploadOf('v0', -60), '2026-01-04T10:00:00.000Z');
        await deployed(aws, rollout, instant);
        serving(aws, name);
        return () => requestTo(command({ command: 'rollback' }));
      },
    },
    'rolling back under another spelling of the endpoint, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, name);
        return () => requestTo(command({ command: 'rollback', endpoint: 'IRIS' }));
      },
    },
    'proposing to stop what shifts, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        return () => requestTo(command({ command: 'propose', what: { kind: 'abort' } }));
      },
    },
    'proposing to go back, by a signed request': {
      make: operateSigned,
      async given(aws) {
        await deployed(aws, anUploadOf('v0', -60), '2026-01-04T10:00:00.000Z');
        await deployed(aws, rollout, instant);
        serving(aws, name);
        return () => requestTo(command({ command: 'propose', what: { kind: 'rollback' } }));
      },
    },
    'switching judging off, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous);
        return () => requestTo(command({ command: 'judge', status: 'off' }));
      },
    },
    'switching judging on again, by a signed request': {
      make: operateSigned,
      async given(aws) {
        serving(aws, previous);
        await operateSigned(aws.seam)(requestTo(command({ command: 'judge', status: 'off', key: 'key-0' })));
        return () => requestTo(command({ command: 'judge', status: 'on' }));
      },
    },
  },
};

const adopting = () => ({ command: 'adopt', by: 'ana', key: 'key-1', endpoint: 'iris' });
