import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { replaceHolder } from '../../core/lease/holder.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import { make as openGates } from '../../functions/open-gates.ts';
import { make as operate } from '../../functions/operate.ts';
import { make } from '../../functions/settle-release.ts';
import { aLiveEndpoint, aStop, aWrittenManifest, instant, instantMs } from '../support/builders.ts';
import { bucket, type FakeAws, fakeAws } from '../support/fake-aws.ts';
import { approval, approved } from '../support/gated.ts';
import { admitted, forget, serving, settled, uploaded } from '../support/rollouts-on-aws.ts';

const previous = aLiveEndpoint().configName;
const key = 'models/iris/greenlight.json';
const ungated = { before: false, after: false };
let aws: FakeAws;
beforeEach(async () => {
  aws = await fakeAws();
  serving(aws);
});

const settle = (rollout: Rollout, fence: number) => make(aws.seam)({ rollout, fence });
const recordOf = (rollout: Rollout) => aws.ledger.rollout('iris', rolloutName(rollout));
const itemsOf = async (rollout: Rollout) =>
  (await aws.ledger.gates('iris', rolloutName(rollout), 'before')).map(({ item }) => item);
const putManifest = (over: Record<string, unknown> = {}) =>
  aws.put(key, JSON.stringify(aWrittenManifest(over)));
const toldOf = (phase: string) => aws.told.filter((told) => told.phase === phase);

/** The rollout of an upload under that manifest, whose turn has come. */
async function admittedUnder(over: Record<string, unknown> = {}): Promise<[Rollout, number]> {
  const rollout = await uploaded(aws, over);
  const fence = await admitted(aws, rollout);
  forget(aws);
  return [rollout, fence];
}

describe('A rollout whose turn has come', () => {
  it('is settled: one manifest version, one plan, its gates, and what it changes', async () => {
    const alarms = [{ name: 'iris-5xx' }, { name: 'kpi', on: 'hold' }];
    aws.alarms.push({ AlarmName: 'kpi', StateValue: 'OK' });
    const rollout = await uploaded(aws, { alarms, gates: { before: [approval], after: [{ soak: '30m' }] } });
    const versionId = await putManifest({ alarms, gates: { before: [approval], after: [{ soak: '30m' }] } });
    const fence = await admitted(aws, rollout);
    expect(await settle(rollout, fence)).toEqual({
      ending: null,
      busy: false,
      gated: { before: true, after: true },
    });
    expect(await recordOf(rollout)).toMatchObject({
      plan: { config: rolloutName(rollout), previousConfig: previous },
      gates: {
        before: [{ kind: 'approval' }],
        during: [{ kind: 'hold', config: { alarm: 'kpi' } }],
        after: [{ kind: 'soak' }],
        alarms: [
          { name: 'iris-5xx', on: 'rollback' },
          { name: 'kpi', on: 'hold' },
        ],
      },
      settled: {
        at: instant,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        manifest: { key, versionId },
        from: previous,
        changes: expect.arrayContaining([{ what: 'version', how: 'added', to: 'v2' }]),
        round: 1,
      },
    });
  });

  it('has no gates where its manifest has none', async () => {
    const [rollout, fence] = await admittedUnder();
    expect(await settle(rollout, fence)).toEqual({ ending: null, busy: false, gated: ungated });
  });

  it('makes nothing yet', async () => {
    const [rollout, fence] = await admittedUnder();
    await settle(rollout, fence);
    const made = aws.calls.filter((call) => /^(sagemaker|cloudwatch|s3):(Create|Update|Put|Set)/.test(call));
    expect(made).toEqual([]);
  });

  it('asked again, is what it was; what was found at its gates holds', async () => {
    const { rollout, fence } = await approved(aws, await uploaded(aws, { gates: { before: [approval] } }));
    const [record, items] = [await recordOf(rollout), await itemsOf(rollout)];
    forget(aws);
    await settle(rollout, fence);
    expect((await recordOf(rollout))?.settled).toEqual(record?.settled);
    expect(await itemsOf(rollout)).toEqual(items);
    expect(aws.told).toEqual([]);
  });

  it('is settled under a manifest that is put while it is settled', async () => {
    const [rollout, fence] = await admittedUnder();
    const later = JSON.stringify(aWrittenManifest({ gates: { before: [approval] } }));
    let put: Promise<unknown> | undefined;
    aws.between(async (action, call) => {
      const answer = await call();
      // Read already, and not settled yet.
      if (action === 'sagemaker:DescribeEndpoint' && put === undefined) {
        put = aws.seam
          .clients(S3Client)
          .send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: later }));
        await put;
      }
      return answer;
    });
    expect(await settle(rollout, fence)).toMatchObject({ gated: { before: true } });
    expect((await recordOf(rollout))?.gates?.before).toHaveLength(1);
  });

  it('fails, to be tried again, where the manifest is replaced again and again', async () => {
    const [rollout, fence] = await admittedUnder();
    let n = 0;
    aws.between(async (action, call) => {
      const answer = await call();
      if (action === 'sagemaker:DescribeEndpoint') {
        n += 1;
        const Body = JSON.stringify(aWrittenManifest({ keep: n }));
        await aws.seam.clients(S3Client).send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
      }
      return answer;
    });
    await expect(settle(rollout, fence)).rejects.toThrow(/was replaced 5 times meanwhile; try again/);
  });

  it('waits for an endpoint that is busy, for four hours at most', async () => {
    const [rollout, fence] = await admittedUnder();
    serving(aws, previous, 'Updating');
    expect(await settle(rollout, fence)).toEqual({ ending: null, busy: true, gated: ungated });
    const since = instantAt(instantMs - 4 * 3_600_000);
    await aws.ledger.enter(rollout, 'waiting-for-endpoint', since);
    expect(await settle(rollout, fence)).toMatchObject({
      ending: { kind: 'timed-out', during: 'busy-endpoint' },
    });
    expect(await recordOf(rollout)).not.toHaveProperty('settled');
  });

  it('is waited for anew after the hours that people took', async () => {
    const [rollout, fence] = await admittedUnder();
    serving(aws, previous, 'Updating');
    await aws.ledger.enter(rollout, 'waiting-for-endpoint', instantAt(instantMs - 9 * 3_600_000));
    await aws.ledger.enter(rollout, 'gates-before', instantAt(instantMs - 8 * 3_600_000));
    expect(await settle(rollout, fence)).toMatchObject({ ending: null, busy: true });
  });

  it('is refused, with every problem', async () => {
    const [rollout, fence] = await admittedUnder();
    await putManifest({
      rollout: { strategy: 'linear', step: '60%', bake: '1m' },
      alarms: [{ name: 'nowhere' }],
    });
    const { ending } = await settle(rollout, fence);
    expect(ending?.kind === 'refused' && ending.problems.map(({ field }) => field)).toEqual([
      'alarms[0].name',
      'rollout.step',
    ]);
  });

  it('ends where somebody has stopped it', async () => {
    const [rollout, fence] = await admittedUnder();
    await aws.ledger.stop('iris', rolloutName(rollout), aStop());
    expect(await settle(rollout, fence)).toMatchObject({ ending: { kind: 'stopped', stop: aStop() } });
  });

  it('ends where another attempt has been promised its place', async () => {
    const [rollout, fence] = await admittedUnder();
    const name = rolloutName(rollout);
    await aws.leases.change('iris', (lease) => replaceHolder(lease, name, 'iris-another-2'));
    expect(await settle(rollout, fence)).toMatchObject({
      ending: {
        kind: 'stopped',
        stop: { kind: 'superseded', by: 'iris-another-2', reason: 'a newer manifest' },
      },
    });
  });

  it('has lost the lease: somebody else acts now', async () => {
    const [rollout, fence] = await admittedUnder();
    await expect(settle(rollout, fence - 1)).rejects.toMatchObject({ name: 'LeaseLost' });
  });
});

describe('What was asked about something else', () => {
  const gates = { before: [approval] };

  it('is withdrawn, and told to whoever had been asked, once', async () => {
    const rollout = await uploaded(aws, { gates });
    const fence = await settled(aws, rollout);
    await openGates(aws.seam)({ rollout, fence, stage: 'before' });
    const [asked] = await itemsOf(rollout);
    serving(aws, 'theirs');
    forget(aws);
    await settle(rollout, fence);
    await settle(rollout, fence);
    const why = `the endpoint was changed meanwhile and serves theirs, no longer ${previous}`;
    expect(await itemsOf(rollout)).toMatchObject([{ status: 'withdrawn', why: `no longer asked: ${why}` }]);
    expect((await recordOf(rollout))?.settled).toMatchObject({ from: 'theirs', round: 2 });
    expect(toldOf('withdrawn')).toMatchObject([
      {
        title: ':leftwards_arrow_with_hook: iris v2: no longer asking at gate approval, before its shift',
        text: `no longer asked: ${why}\nPeople are asked again about what would be released now.`,
        event: {
          phase: 'withdrawn',
          gate: { round: 1, digest: asked?.digest, why: `no longer asked: ${why}` },
        },
      },
    ]);
    const late = { command: 'decide', action: 'approve', by: 'ana', key: 'late', endpoint: 'iris' };
    expect(await operate(aws.seam)(late)).toEqual({
      done: 'nothing',
      rollout: rolloutName(rollout),
      message: `That is not asked any more: ${why}. Nothing was changed.`,
    });
  });

  it('is asked anew as another question; an answer to the old one counts for nothing', async () => {
    const { rollout, fence } = await approved(aws, await uploaded(aws, { gates }));
    serving(aws, 'theirs');
    await settle(rollout, fence);
    expect(toldOf('withdrawn')[0]?.text).toContain(
      'The decision of ana was about that and no longer counts.',
    );
    expect(await openGates(aws.seam)({ rollout, fence, stage: 'before' })).toMatchObject({ ending: null });
    const { settled: now } = (await recordOf(rollout)) ?? {};
    expect(await itemsOf(rollout)).toMatchObject([
      { status: 'pending', round: 2, digest: now?.digest, earlier: [{ verdict: 'approve', by: 'ana' }] },
    ]);
    const [first, anew] = toldOf('gate');
    expect(anew?.text).toContain('Asked again: the endpoint was changed meanwhile');
    // Beside the old one, not in its place: to change a message wakes nobody.
    expect(anew?.key).not.toBe(first?.key);
  });

  it('is not asked again where the manifest has no such gate any more', async () => {
    const { rollout, fence } = await approved(aws, await uploaded(aws, { gates }));
    await putManifest();
    expect(await settle(rollout, fence)).toMatchObject({ gated: ungated });
    expect(await itemsOf(rollout)).toMatchObject([{ status: 'withdrawn' }]);
    expect(toldOf('withdrawn')[0]?.text).toContain('Its gates no longer ask about that.');
  });

  it('is given up after many rounds: something keeps changing the endpoint', async () => {
    const rollout = await uploaded(aws, { gates });
    const fence = await settled(aws, rollout);
    for (let n = 2; n <= 50; n += 1) {
      serving(aws, `theirs-${n}`);
      expect(await settle(rollout, fence)).toMatchObject({ ending: null });
    }
    serving(aws, 'theirs-51');
    expect(await settle(rollout, fence)).toMatchObject({ ending: { kind: 'refused' } });
  });
});
