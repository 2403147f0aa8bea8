import { handOver } from '../../../core/lease/hand-over.ts';
import { type Rollout, rolloutName } from '../../../core/release.ts';
import { make as concludeRollout } from '../../../functions/conclude-rollout.ts';
import { make as onArtifactUploaded } from '../../../functions/on-artifact-uploaded.ts';
import { make as prepareRelease } from '../../../functions/prepare-release.ts';
import { make as settleRelease } from '../../../functions/settle-release.ts';
import { aWrittenManifest, instant } from '../builders.ts';
import { bucket, type FakeAws, refusal } from '../fake-aws.ts';
import { waitingAtGate } from '../gated.ts';
import {
  admitted,
  aRollbackTo,
  asked,
  begun,
  executionOf,
  servesItself,
  serving,
  settled,
  shifting,
  uploaded,
} from '../rollouts-on-aws.ts';
import { deployed, live, next, plan, previous, rollout, type StoriesOf, shifted, upload } from './story.ts';

const key = 'models/iris/greenlight.json';
const image = {
  model: { image: 'local:other', role: 'arn:aws:iam::000000000000:role/greenlight-model-iris' },
};

/** Puts the manifest into the bucket; returns its event. */
async function put(aws: FakeAws, text: string | Record<string, unknown>): Promise<object> {
  const written = typeof text === 'string' ? text : JSON.stringify(aWrittenManifest(text));
  return upload(key, await aws.put(key, written));
}

/** The builders' release serves. */
async function released(aws: FakeAws): Promise<void> {
  await deployed(aws, rollout, instant);
  servesItself(aws, rollout);
  aws.alarms.push({ AlarmName: 'iris-5xx', StateValue: 'OK' });
}

/**
 * Another attempt of the release, since the manifest changed. An artifact was uploaded whose execution is
 * dead.
 */
async function releasedAgain(aws: FakeAws): Promise<Rollout> {
  const { release } = await uploaded(aws, image);
  const served = { ...rollout, release };
  await deployed(aws, served, instant);
  servesItself(aws, served);
  await begun(aws, next);
  aws.dead.add(executionOf(next));
  const start = { kind: 'manifest', at: instant, by: 'ana', manifestVersion: 'm2' } as const;
  return { release, attempt: 2, start: { ...start, serving: rolloutName(served) } };
}

/** Stories of a changed manifest. */
export const aManifest: StoriesOf = {
  onArtifactUploaded: {
    'a manifest under which what serves is released once more': {
      make: onArtifactUploaded,
      countsAttempts: true,
      async given(aws) {
        await released(aws);
        const event = await put(aws, image);
        return () => event;
      },
    },
    'a manifest that starts nothing': {
      make: onArtifactUploaded,
      async given(aws) {
        await released(aws);
        const event = await put(aws, { gates: { after: [{ soak: '30m' }] } });
        return () => event;
      },
    },
    'a manifest, while AWS throttles': {
      make: onArtifactUploaded,
      async given(aws) {
        await released(aws);
        const event = await put(aws, image);
        aws.on('DescribeEndpoint', () => {
          throw refusal('ThrottlingException', 'Rate exceeded');
        });
        return () => event;
      },
    },
    'a manifest that cannot be used': {
      make: onArtifactUploaded,
      async given(aws) {
        await released(aws);
        const event = await put(aws, '{ "model": ');
        return () => event;
      },
    },
    'a manifest while a release waits at a gate': {
      make: onArtifactUploaded,
      countsAttempts: true,
      async given(aws) {
        serving(aws, previous);
        await waitingAtGate(aws, { before: [{ approval: { timeout: '8h' } }] });
        const event = await put(aws, image);
        return () => event;
      },
    },
    'a manifest while a release shifts': {
      make: onArtifactUploaded,
      async given(aws) {
        serving(aws, previous);
        await shifting(aws, plan);
        const event = await put(aws, image);
        return () => event;
      },
    },
    'a manifest that was put off, and whose time has come': {
      make: onArtifactUploaded,
      countsAttempts: true,
      async given(aws) {
        await released(aws);
        const versionId = await aws.put(key, JSON.stringify(aWrittenManifest(image)));
        const version = { key, versionId };
        await aws.ledger.notePendingManifest({ endpoint: 'iris', bucket, version, by: 'ana', at: instant });
        return () => ({ 'detail-type': 'Greenlight Manifest Pending', detail: { endpoint: 'iris' } });
      },
    },
  },
  settleRelease: {
    'settling what a manifest started, handed over by another': {
      make: settleRelease,
      async given(aws) {
        const again = await releasedAgain(aws);
        const back = aRollbackTo(previous, rollout, 9);
        const fence = await admitted(aws, back);
        await asked(aws, again);
        await aws.leases.change('iris', (lease) => handOver(lease, rolloutName(back), fence, instant));
        return () => ({ rollout: again, fence: fence + 1 });
      },
    },
  },
  prepareRelease: {
    'preparing what a manifest started': {
      make: prepareRelease,
      async given(aws) {
        const again = await releasedAgain(aws);
        const fence = await settled(aws, again);
        return () => ({ rollout: again, fence });
      },
    },
  },
  concludeRollout: {
    'ending what a manifest was put off for': {
      make: concludeRollout,
      collects: true,
      async given(aws) {
        const fence = await shifted(aws);
        const version = { key, versionId: 'm2' };
        await aws.ledger.notePendingManifest({ endpoint: 'iris', bucket, version, by: 'ana', at: instant });
        return () => ({ rollout, fence, ending: live });
      },
    },
  },
};
