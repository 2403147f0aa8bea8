import { afterEach, describe, expect, it } from 'vitest';
import { manifest, type Story, startStory } from './story.ts';

let story: Story;
afterEach(() => story?.close());

/** Short bakes and no load: what happens is all about the handlers. */
const quick = manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');

/** Killed after a call, a handler has done what it does not know of; `npm run soak` tries the moment before, too. */
const moments = process.env.SOAK === undefined ? (['after'] as const) : (['before', 'after'] as const);

async function withFirstRelease(): Promise<string> {
  story = await startStory();
  await story.makeAlarm();
  await story.uploadManifest(quick);
  const first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
  return first;
}

/** A release of which the function is killed at its `atCall`-th call to AWS. False if it makes fewer. */
async function killedAt(functionName: string, atCall: number, moment: 'before' | 'after'): Promise<boolean> {
  await withFirstRelease();
  const kill = story.aws.kill({ functionName: `greenlight-local-${functionName}`, atCall, moment });
  const release = await story.upload('models/iris/v2/model.tar.gz');
  const ended = await story.ended(`${release}-1`);
  expect({ atCall, moment, outcome: ended.outcome }).toEqual({ atCall, moment, outcome: 'DEPLOYED' });
  expect((await story.describe()).EndpointConfigName).toBe(`${release}-1`);
  const died = story.handlerErrors.filter((error) => !error.includes('Runtime.ExitError'));
  expect(died).toEqual([]);
  story.handlerErrors.splice(0);
  await story.checkInvariants([], functionName === 'concludeRollout');
  await story.close();
  return kill.struck;
}

/** Each function by itself is killed in test/functions/killed-anywhere.test.ts; here it is the whole that counts. */
const always = ['shiftTraffic', 'concludeRollout'];
const inSoak = ['onArtifactUploaded', 'resolveRelease', 'admitRollout', 'prepareRelease', 'onEndpointEvent'];

describe.each(process.env.SOAK === undefined ? always : [...always, ...inSoak])(
  '%s, killed',
  (functionName) => {
    it.each(moments)(
      '%s any of its calls, does no harm once it is tried again',
      async (moment) => {
        let calls = 0;
        while (await killedAt(functionName, calls + 1, moment)) calls += 1;
        expect(calls).toBeGreaterThan(0);
      },
      120_000,
    );
  },
);
