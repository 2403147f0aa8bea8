import { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { countScores, mostRead } from '../../../adapters/gates/scores.ts';
import type { ShiftAbout } from '../../../core/gates/action-ports.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';
import { anAbout } from './questions.ts';

const minuteMs = 60_000;
/** The shift begins at half past ten. */
const since = Date.UTC(2026, 0, 5, 10, 30);
const bucket = 'models';

let clock: VirtualClock;
let s3: ReturnType<typeof createS3>;
let client: S3Client;
let files = 0;
beforeEach(() => {
  clock = new VirtualClock(since - 24 * 60 * minuteMs);
  s3 = createS3(localContext(clock), { events: { emit: () => undefined } });
  s3.createBucket({ name: bucket, versioned: true, eventBridge: false });
  client = new S3Client({ ...clientSettings(createRouter([s3.wire])), forcePathStyle: true });
});

/** A file with answers, `minute` minutes after the shift began, delivered two minutes later. */
async function captured(
  folder: 'old' | 'new',
  minute: number,
  scores: readonly unknown[],
  more = '',
): Promise<void> {
  const at = new Date(since + minute * minuteMs);
  const lines = scores.map((score) =>
    JSON.stringify({
      captureData: { endpointOutput: { data: JSON.stringify({ score, more }), encoding: 'JSON' } },
      eventMetadata: { inferenceTime: at.toISOString() },
    }),
  );
  const hour = at.toISOString().slice(0, 13).replaceAll('-', '/').replace('T', '/');
  await clock.advance(Math.max(0, at.getTime() + 2 * minuteMs - clock.now()));
  files += 1;
  const name = `${minute}-${files}`;
  s3.objects.write(
    bucket,
    `${folder}/iris/AllTraffic/${hour}/${name}.jsonl`,
    Buffer.from(`${lines.join('\n')}\n`),
  );
}

async function counted(minute: number, over: Partial<ShiftAbout> = {}) {
  const shift: ShiftAbout = {
    ...{ config: 'green', variants: ['AllTraffic'], since, minutes: 30 },
    capture: { bucket, prefix: 'new', before: 'old', score: { json: 'score' } },
    ...over,
  };
  return countScores({ s3: client, now: () => since + minute * minuteMs }, anAbout({ shift }));
}

const tens = Array.from({ length: 100 }, (_, n) => n);

describe('What both fleets answered', () => {
  it('is counted by minute, in tenths of what the old one answered before', async () => {
    await captured('old', -30, tens);
    await captured('old', 1, [5, 15, null]);
    await captured('new', 1, [95, 96, 'x', undefined]);
    await captured('new', 2, [12]);
    const report = await counted(6);
    expect(report).toEqual({
      kind: 'scored',
      planned: 30,
      variants: [
        {
          name: 'AllTraffic',
          limits: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((below) => ({ below })),
          minutes: [
            {
              at: since + minuteMs,
              green: [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 1],
              blue: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
            },
            {
              at: since + 2 * minuteMs,
              green: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
              blue: Array(12).fill(0),
            },
          ],
        },
      ],
    });
  });

  it('leaves out minutes of which answers may still come', async () => {
    await captured('old', -30, tens);
    await captured('old', 1, [1]);
    await captured('new', 1, [1]);
    const minutes = async (now: number) => {
      const report = await counted(now);
      const [variant] = report.kind === 'scored' ? report.variants : [];
      return variant !== undefined && 'minutes' in variant ? variant.minutes.length : undefined;
    };
    expect([await minutes(4.9), await minutes(5)]).toEqual([0, 1]);
  });

  it('is compared by what came before the shift, whatever came since, and up to a day back', async () => {
    await captured('old', -23 * 60, tens);
    await captured('old', 1, Array(500).fill(7));
    await captured('new', 1, [7]);
    expect(await counted(6)).toMatchObject({ variants: [{ limits: { length: 9 } }] });
  });

  it.each([
    [{ capture: undefined }, 'answers are not captured'],
    [
      { capture: { bucket, prefix: 'new', before: null, score: { csv: 1 } } },
      'the old fleet’s answers are not captured',
    ],
    [
      {},
      "0 scores of the old fleet from before the shift are captured, of 20 that are needed. If requests came all the same, the model's role needs s3:PutObject under s3://models/captures/, and kms:GenerateDataKey on the bucket's key if it is your own",
    ],
  ])('cannot be compared: %#', async (over, unseen) => {
    await captured('old', 1, tens);
    expect(await counted(6, over as Partial<ShiftAbout>)).toMatchObject({ variants: [{ unseen }] });
  });

  it('cannot be compared where answers have no such score', async () => {
    await captured('old', -30, Array(40).fill('many'));
    expect(await counted(6)).toMatchObject({
      variants: [{ unseen: expect.stringMatching(/^0 scores .* \(40 answers were read: capture\.score is/) }],
    });
  });

  it('cannot be compared if the new fleet’s are not captured: its role may lack a right', async () => {
    await captured('old', -30, tens);
    await captured('old', 1, tens);
    expect(await counted(6)).toMatchObject({
      variants: [
        {
          unseen: expect.stringMatching(
            /^no answer of the new fleet is captured under s3:..models.new., though .*role needs s3:PutObject under/,
          ),
        },
      ],
    });
  });

  it('is nothing without a shift', async () => {
    const report = await countScores({ s3: client, now: () => since }, anAbout());
    expect(report).toMatchObject({ kind: 'not-counted' });
  });

  it('is read only so far, and the same at every look', async () => {
    await captured('old', -30, tens);
    for (const minute of [1, 2]) {
      await captured('old', minute, tens);
      // A line of 100 KB each: of 32 MiB, 30 planned minutes and two fleets, each has 5 of them.
      for (const score of tens.slice(0, 12)) await captured('new', minute, [score], 'x'.repeat(100_000));
    }
    const greens = async (now: number) => {
      const report = await counted(now);
      const [variant] = report.kind === 'scored' ? report.variants : [];
      return variant !== undefined && 'minutes' in variant ? variant.minutes.map(({ green }) => green) : [];
    };
    const first = await greens(5);
    const read = first.map((bins) => bins.reduce((sum, count) => sum + count, 0));
    expect(read).toEqual([Math.floor(mostRead.bytes / 60 / 100_150)]);
    expect((await greens(7))[0]).toEqual(first[0]);
  });

  it('keeps nothing of the answers', async () => {
    await captured(
      'old',
      -30,
      tens.map((n) => n + 0.123456),
    );
    await captured('old', 1, [0.123456], 'a secret');
    await captured('new', 1, [0.123456], 'a secret');
    const told = JSON.stringify(await counted(6));
    expect(told).not.toContain('secret');
    expect(told).not.toContain('123456');
  });
});
