import { make as admitRollout } from '../../../functions/admit-rollout.ts';
import { make as awaitCalm } from '../../../functions/await-idle.ts';
import { make as onArtifactUploaded } from '../../../functions/on-artifact-uploaded.ts';
import { make as prepareRelease } from '../../../functions/prepare-release.ts';
import { make as resolveRelease } from '../../../functions/resolve-release.ts';
import { make as settleRelease } from '../../../functions/settle-release.ts';
import { aWrittenManifest } from '../builders.ts';
import { approval, approved } from '../gated.ts';
import {
  admitted,
  anUploadOf,
  aRollbackTo,
  asked,
  begun,
  executionOf,
  prepared,
  serving,
  settled,
  shifting,
  uploaded,
  uploadedFolder,
} from '../rollouts-on-aws.ts';
import { next, previous, rollout, type StoriesOf, upload } from './story.ts';

/** Stories of the functions until a release is prepared. */
export const beforeTheShift: StoriesOf = {
  onArtifactUploaded: {
    'an upload': {
      make: onArtifactUploaded,
      given: async () => () => upload('models/iris/v2/model.tar.gz'),
    },
    'a misplaced upload': {
      make: onArtifactUploaded,
      given: async () => () => upload('models/iris/model.tar.gz'),
    },
    'a manifest in the folder of another spelling': {
      make: onArtifactUploaded,
      async given(aws) {
        serving(aws, previous);
        return () => upload('models/IRIS/greenlight.yaml');
      },
    },
  },
  resolveRelease: {
    'resolving a sound release': {
      make: resolveRelease,
      async given(aws) {
        serving(aws, previous);
        const sound = await uploaded(aws);
        return () => ({ rollout: sound, execution: executionOf(sound) });
      },
    },
    'resolving one that is refused': {
      make: resolveRelease,
      async given(aws) {
        const unsound = await uploaded(aws, { rollout: { strategy: 'linear', step: '60%', bake: '1m' } });
        return () => ({ rollout: unsound, execution: executionOf(unsound) });
      },
    },
    'going straight on to what the shift needs': {
      make: resolveRelease,
      leavesTheRest: true,
      async given(aws) {
        serving(aws, previous);
        const alarms = [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
        const sound = await uploaded(aws, { alarms });
        return () => ({ rollout: sound, execution: executionOf(sound), straight: true });
      },
    },
    'going straight on once more, and anew after an older manifest': {
      make: resolveRelease,
      leavesTheRest: true,
      async given(aws) {
        serving(aws, previous);
        const sound = await uploaded(aws);
        const event = { rollout: sound, execution: executionOf(sound), straight: true };
        await resolveRelease(aws.seam)(event);
        await aws.ledger.watchAlarms('iris', [{ name: 'of-the-last-manifest', on: 'rollback' }]);
        return () => event;
      },
    },
    'going straight on to a gate': {
      make: resolveRelease,
      leavesTheRest: true,
      async given(aws) {
        serving(aws, previous);
        const sound = await uploaded(aws, { gates: { before: [approval] } });
        return () => ({ rollout: sound, execution: executionOf(sound), straight: true });
      },
    },
  },
  admitRollout: {
    'admitting to a free endpoint': {
      make: admitRollout,
      async given(aws) {
        await begun(aws, rollout);
        return (token) => ({ rollout, token, execution: executionOf(rollout) });
      },
    },
    'refusing another spelling of the endpoint': {
      make: admitRollout,
      async given(aws) {
        serving(aws, previous);
        const other = { ...rollout, release: { ...rollout.release, endpoint: 'IRIS' } };
        await begun(aws, other);
        return (token) => ({ rollout: other, token, execution: executionOf(other) });
      },
    },
    'queueing behind a dead holder, in the place of another': {
      make: admitRollout,
      async given(aws) {
        const holder = anUploadOf('v0', -60);
        await admitted(aws, holder);
        serving(aws, previous, 'Updating');
        await awaitCalm(aws.seam)({ rollout: holder, token: 'calm' });
        aws.dead.add(executionOf(holder));
        await asked(aws, rollout, 'displaced');
        await begun(aws, next);
        return (token) => ({ rollout: next, token, execution: executionOf(next) });
      },
    },
    'queueing behind an older one that waits for its endpoint': {
      make: admitRollout,
      async given(aws) {
        serving(aws, previous, 'Updating');
        await admitted(aws, rollout);
        await awaitCalm(aws.seam)({ rollout, token: 'calm' });
        await begun(aws, next);
        return (token) => ({ rollout: next, token, execution: executionOf(next) });
      },
    },
    'queueing a rollback behind one that shifts': {
      make: admitRollout,
      async given(aws) {
        serving(aws, previous);
        const { plan: made } = await prepared(aws, await uploaded(aws));
        await shifting(aws, made);
        const back = aRollbackTo('iris-000000000000-1', rollout);
        await begun(aws, back);
        return (token) => ({ rollout: back, token, execution: executionOf(back) });
      },
    },
  },
  settleRelease: {
    'settling what its turn has come for': {
      make: settleRelease,
      async given(aws) {
        serving(aws, previous);
        const alarms = [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
        const sound = await uploaded(aws, { alarms, gates: { before: [approval] } });
        const fence = await admitted(aws, sound);
        return () => ({ rollout: sound, fence });
      },
    },
    'settling a first release': {
      make: settleRelease,
      async given(aws) {
        const sound = await uploaded(aws);
        const fence = await admitted(aws, sound);
        return () => ({ rollout: sound, fence });
      },
    },
    'settling anew what people have answered': {
      make: settleRelease,
      async given(aws) {
        serving(aws, previous);
        const gates = { before: [approval, { window: 'Mon-Sun 00:00-24:00 UTC' }] };
        const { fence, rollout: sound } = await approved(aws, await uploaded(aws, { gates }));
        serving(aws, 'theirs');
        return () => ({ rollout: sound, fence });
      },
    },
    'waiting for a busy endpoint, to settle it then': {
      make: settleRelease,
      async given(aws) {
        serving(aws, previous, 'Updating');
        const sound = await uploaded(aws);
        const fence = await admitted(aws, sound);
        return () => ({ rollout: sound, fence });
      },
    },
  },
  prepareRelease: {
    'preparing what a newer manifest takes the place of': {
      make: prepareRelease,
      countsAttempts: true,
      async given(aws) {
        serving(aws, previous);
        const gates = { before: [approval] };
        const { fence, rollout: sound } = await approved(aws, await uploaded(aws, { gates }));
        await aws.put('models/iris/greenlight.json', JSON.stringify(aWrittenManifest({ gates, keep: 2 })));
        return () => ({ rollout: sound, fence });
      },
    },
    'preparing an update': {
      make: prepareRelease,
      async given(aws) {
        serving(aws, previous);
        const alarms = [{ name: 'iris-5xx' }, { metric: '5xx-rate', above: '1%', for: '2m' }];
        const sound = await uploaded(aws, { alarms });
        const fence = await settled(aws, sound);
        return () => ({ rollout: sound, fence });
      },
    },
    'preparing a folder': {
      make: prepareRelease,
      async given(aws) {
        serving(aws, previous);
        const sound = await uploadedFolder(aws);
        const fence = await settled(aws, sound);
        return () => ({ rollout: sound, fence });
      },
    },
    'preparing a first release': {
      make: prepareRelease,
      async given(aws) {
        const sound = await uploaded(aws);
        const fence = await settled(aws, sound);
        return () => ({ rollout: sound, fence });
      },
    },
    'preparing once more, and anew after an older manifest': {
      make: prepareRelease,
      async given(aws) {
        serving(aws, previous);
        const { plan: made, fence } = await prepared(aws, await uploaded(aws));
        await aws.ledger.watchAlarms('iris', [{ name: 'of-the-last-manifest', on: 'rollback' }]);
        return () => ({ rollout: made.rollout, fence });
      },
    },
  },
  awaitCalm: {
    'waiting for a busy endpoint': {
      make: awaitCalm,
      async given(aws) {
        serving(aws, previous, 'Updating');
        await admitted(aws, rollout);
        return (token) => ({ rollout, token });
      },
    },
    'waiting for one that has come to rest': {
      make: awaitCalm,
      async given(aws) {
        serving(aws, previous);
        await admitted(aws, rollout);
        return (token) => ({ rollout, token });
      },
    },
  },
};
