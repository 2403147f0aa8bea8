import { describe, expect, it } from 'vitest';
import type { GateItem } from '../../../core/gates/item.ts';
import { frameSchema } from '../../../core/recording/frame.ts';
import { frameAt, framesOf } from '../../../core/recording/frames-of.ts';
import { type Look, type Recording, recordingSchema } from '../../../core/recording/recording.ts';
import { recordingOf } from '../../../core/recording/recording-of.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aBreach, aPlan, aRecord, instant, instantMs } from '../../support/builders.ts';

const at = (seconds: number) => instantAt(instantMs + seconds * 1000);
const minute = (n: number) => instantMs + n * 60_000;

const look = (seconds: number, green: number, deployment: Look['state']['deployment']): Look => ({
  at: at(seconds),
  status: deployment.kind === 'going-back' || deployment.kind === 'ending-new' ? 'RollingBack' : 'Updating',
  fleets: [
    { name: 'blue', config: 'iris-old', trafficPercent: 100 - green, instances: 5, size: 5 },
    { name: 'green', config: 'iris-new', trafficPercent: green, instances: green / 20, size: 5 },
  ],
  state: { deployment, old: 'before', new: 'release', rolling: false, bakes: true },
});

/** Asked for approval at 1 min, approved at 10, shifted at 11, alarm at 16:30, back at 18 min. */
function rolledBack(): Recording {
  const breach = aBreach({ at: at(990), name: 'iris-5xx', value: 9, threshold: 1 });
  const conclusion = concludeEnding({
    kind: 'verdict',
    verdict: { kind: 'rolled-back', breaches: [breach] },
  });
  const plan = aPlan();
  const record = aRecord(
    { ...plan, alarms: [{ name: 'iris-5xx', on: 'rollback', managed: false }] },
    {
      ...{ outcome: conclusion.outcome, conclusion, endedAt: at(1080) },
      phases: {
        resolving: instant,
        admitted: at(2),
        'gates-before': at(60),
        prepared: at(601),
        shifting: at(660),
      },
    },
  );
  const item: GateItem = {
    ...{ stage: 'before', n: 0, kind: 'approval', status: 'passed', why: 'approved by ana', round: 1 },
    ...{ openedAt: instantMs + 60_000, settledAt: instantMs + 600_000 },
    asked: {
      ...{ question: 'Release v2?', approve: 'approve', reject: 'reject', by: ['U0ANA'] },
      ...{ anyoneWithLink: false, reasonNeeded: false, until: instantMs + 3_600_000 },
    },
    decision: {
      verdict: 'approve',
      by: 'U0ANA',
      name: 'ana',
      via: 'slack',
      at: instantMs + 600_000,
      round: 1,
    },
  };
  return recordingOf(
    {
      record,
      records: [record],
      gates: [{ rollout: record.name, item }],
      waits: [],
      looks: [
        look(1020, 20, { kind: 'going-back' }),
        look(900, 20, { kind: 'baking', step: { number: 1, of: 5 }, until: instantMs + 1_200_000 }),
        look(661, 0, { kind: 'starting' }),
      ],
      traffic: {
        kind: 'known',
        periodSeconds: 60,
        completeUntil: minute(20),
        periods: Array.from({ length: 20 }, (_, n) => ({
          at: minute(n),
          green: { requests: n >= 15 && n < 17 ? 20 : 0, errors5xx: n === 16 ? 9 : 0, errors4xx: 0 },
          blue: { requests: 80, errors5xx: 0, errors4xx: 0 },
        })),
      },
      alarms: [
        {
          name: 'iris-5xx',
          states: [
            { at: at(30), state: 'OK' },
            { at: at(990), state: 'ALARM', value: 9 },
          ],
          values: [
            { at: minute(15), value: 0 },
            { at: minute(16), value: 9 },
          ],
        },
      ],
    },
    at(1200),
    'kept',
  );
}

describe('The frames of a rollout', () => {
  const recording = rolledBack();
  const frames = framesOf(recording);
  const shown = (seconds: number) =>
    frames.findLast((frame) => Date.parse(frame.at) <= instantMs + seconds * 1000) ?? frames[0];

  it('are what the schemas say, in order, from the start on', () => {
    expect(recordingSchema.parse(recording)).toEqual(recording);
    for (const frame of frames) expect(frameSchema.parse(frame)).toEqual(frame);
    expect(frames[0]?.at).toBe(instant);
    const times = frames.map((frame) => Date.parse(frame.at));
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it('show a gate as it was before its decision, and after', () => {
    expect(shown(59)?.gates).toEqual([]);
    expect(shown(300)).toMatchObject({
      phase: 'gates-before',
      gates: [
        {
          ...{ status: 'pending', why: 'Release v2?', decisions: [], until: at(3600) },
          asks: { question: 'Release v2?', by: ['U0ANA'] },
        },
      ],
      sentence: expect.stringMatching(/Somebody is asked: Release v2\? Until 11:00 UTC\.$/),
      tone: 'asks',
      toDo: true,
    });
    expect(shown(600)?.gates).toMatchObject([{ status: 'passed', decisions: [{ name: 'ana' }] }]);
  });

  it('show the fleets as they were last seen, and since when', () => {
    expect(shown(600)).toMatchObject({ fleets: [], seenAt: null });
    expect(shown(920)).toMatchObject({
      seenAt: at(900),
      doing: 'baking',
      step: { number: 1, of: 5 },
      bakeUntil: at(1200),
      fleets: [{ trafficPercent: 80 }, { trafficPercent: 20 }],
    });
  });

  it('know nothing of an alarm before it goes off, and its value only once the minute is over', () => {
    expect(shown(965)?.alarms).toEqual([{ name: 'iris-5xx', state: 'OK', value: 0, valueAt: minute(15) }]);
    expect(shown(1021)?.alarms).toMatchObject([{ state: 'ALARM', value: 9 }]);
    expect(shown(980)?.evidence).toEqual([]);
    for (const late of [1021, 1200])
      expect(shown(late)?.evidence).toEqual(['Went off at 10:16 UTC: iris-5xx (value 9, limit 1)']);
    expect(JSON.stringify(frames.filter((frame) => frame.at < at(990)))).not.toMatch(/ALARM|ROLLED_BACK/);
  });

  it('count who was exposed, in whole minutes', () => {
    expect(shown(650)?.exposure).toBeNull();
    expect(shown(961)?.exposure).toEqual({ requests: 20, errors5xx: 0, errors4xx: 0, seconds: 60 });
    expect(shown(1100)?.exposure).toEqual({ requests: 40, errors5xx: 9, errors4xx: 0, seconds: 120 });
  });

  it('say in one sentence what goes on, who serves, and that nothing is to be done', () => {
    expect(shown(920)).toMatchObject({ tone: 'plain', toDo: false });
    expect(shown(920)?.sentence).toBe(
      'Shifting traffic since 10:11 UTC. Blue (iris-000000000001-1) has 80 %, green (v2) 20 % of the traffic. All of the fleet from before stands: going back is instant. Nothing to do.',
    );
    expect(shown(1030)?.sentence).toMatch(
      /^Rolling back since 10:16 UTC by alarm iris-5xx\. Blue \(iris-000000000001-1\) has 80 %.*Nothing to do\.$/,
    );
    expect(shown(1030)?.tone).toBe('bad');
    expect(frames.at(-1)).toMatchObject({ outcome: 'ROLLED_BACK', tone: 'bad', toDo: false });
    expect(frames.at(-1)?.sentence).toMatch(/^ROLLED_BACK at 10:18 UTC: .*Nothing to do\.$/);
  });

  it('ask, where somebody is asked', () => {
    const { facts } = recording;
    const asks = {
      ...{ question: 'Release v1?', approve: 'approve', reject: 'reject', by: null, anyoneWithLink: false },
      ...{ reasonNeeded: false, otherwise: 'reject' },
    };
    const gate = { ...facts.gates[0], status: 'pending', asks, until: at(3600), decisions: [] } as never;
    const { endedAt: _, ...open } = gate as Record<string, unknown>;
    const waiting = {
      ...recording,
      facts: { ...facts, gates: [open as never], outcome: null, endedAt: null },
    };
    expect(frameAt(waiting, at(300))).toMatchObject({
      tone: 'asks',
      toDo: true,
      sentence:
        'At a gate before its shift since 10:01 UTC. Somebody is asked: Release v1? Until 11:00 UTC; without an answer: reject.',
    });
  });
});
