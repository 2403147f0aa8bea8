import { describe, expect, it } from 'vitest';
import {
  goingBackNotice,
  misplacedNotice,
  outcomeNotice,
  queuedNotice,
  shiftingNotice,
} from '../../../core/notices/messages.ts';
import { rolloutName, type Start } from '../../../core/release.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import type { Ending } from '../../../core/verdict/ending.ts';
import {
  aBreach,
  aPlan,
  aProblem,
  aRelease,
  aRollout,
  aSmallPlan,
  aWrittenManifest,
  instant,
} from '../../support/builders.ts';

const rollout = aRollout();
const name = rolloutName(rollout);
const hostile = 'a\n*b* <!channel> @here `c` [d](http://evil.example)';
const formatting = /[*<>@`[\]]|http:\/\//;

const report = 'Its report, in about five minutes: a command';

const outcomeOf = (ending: Ending) => outcomeNotice(rollout, concludeEnding(ending), report);

describe('The notice of an outcome', () => {
  it('of a live release', () => {
    expect(outcomeOf({ kind: 'verdict', verdict: { kind: 'live' } })).toEqual({
      endpoint: 'iris',
      thread: name,
      phase: 'DEPLOYED',
      severity: 'info',
      title: ':white_check_mark: iris v2: DEPLOYED',
      lines: [
        'The new config is live, and no rollback alarm is on.',
        `Release ${name}, uploaded by account 123456789012.`,
        report,
      ],
      nextSteps: [],
    });
  });

  it('says how old it is if it could not be told before', () => {
    const { lines } = outcomeNotice(
      rollout,
      concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }),
      report,
      '2026-03-02T09:00:00.000Z',
    );
    expect(lines[1]).toBe('That was so at 2026-03-02T09:00:00.000Z. It could not be told until now.');
  });

  it('of a rollback names the alarm with its value and threshold', () => {
    const notice = outcomeOf({ kind: 'verdict', verdict: { kind: 'rolled-back', breaches: [aBreach()] } });
    expect(notice).toMatchObject({ phase: 'ROLLED_BACK', severity: 'warning' });
    expect(notice.lines[0]).toContain('iris-5xx (value 9, limit 1)');
  });

  it('of a refusal lists every problem', () => {
    const notice = outcomeOf({ kind: 'refused', problems: [aProblem(), aProblem({ field: 'alarms' })] });
    expect(notice.lines.slice(0, -2)).toEqual([
      '2 problems; nothing in SageMaker was changed.',
      '• rollout.step: expected 10 to 50 % of the fleet, got 60%.',
      '• alarms: expected 10 to 50 % of the fleet, got 60%.',
    ]);
  });

  it('of a refusal for one reason says it once', () => {
    const notice = outcomeOf({ kind: 'refused', problems: [aProblem()] });
    expect(notice.lines.slice(0, -2)).toEqual(['rollout.step: expected 10 to 50 % of the fleet, got 60%.']);
  });

  it('that is urgent says where to look', () => {
    expect(outcomeOf({ kind: 'timed-out', during: 'shift' })).toMatchObject({
      severity: 'critical',
      nextSteps: ['Look at endpoint iris now.'],
    });
  });

  it('shows text from outside as plain text only', () => {
    const release = aRelease({ uploadedBy: hostile });
    const conclusion = concludeEnding({
      kind: 'refused',
      problems: [aProblem({ field: hostile, got: hostile })],
    });
    const { title, lines } = outcomeNotice(aRollout({ release }), conclusion, report);
    for (const text of [title, ...lines]) expect(text).not.toMatch(formatting);
    for (const line of lines) expect(line).not.toContain('\n');
  });
});

describe('The notice that traffic shifts', () => {
  const lineOf = (...over: Parameters<typeof aPlan>) => shiftingNotice(aPlan(...over), []).lines.join();
  const withRollout = (written: Record<string, unknown>, alarms: unknown[] = []) => ({
    manifest: { kind: 'content', value: aWrittenManifest({ rollout: written, alarms }) } as const,
  });

  it('tells how, in numbers', () => {
    expect(lineOf()).toBe(
      'linear; 20% at a time, 5m bakes; final bake 5m; 5 instances; rolled back by iris-5xx; about 35m',
    );
  });

  it('says so where nothing would roll it back', () => {
    expect(lineOf(withRollout({ strategy: 'all-at-once', finalBake: '5m' }))).toMatch(
      /^all at once; final bake 5m; 5 instances; nothing would roll it back by itself; about/,
    );
  });

  it('tells of a serverless fleet as such, and of one that is scaled to 0 as of no instances', () => {
    const plan = aSmallPlan();
    const told = (over: object) =>
      shiftingNotice(
        {
          ...plan,
          variants: plan.variants.map((variant) => ({ ...variant, instanceCount: 0, ...over })),
        },
        [],
      ).lines.join();
    expect(told({ serverless: true })).toContain('; serverless; ');
    expect(told({})).toContain('; 0 instances; ');
  });

  it.each([
    ['manifest', ', with a new manifest'],
    ['retry', ', once more'],
    ['rollback', ': rolling back to it'],
  ] as const)('says why, where it is a %s', (kind, why) => {
    const start = { kind, at: instant, by: 'ana', manifestVersion: 'm', config: 'iris-old' } as Start;
    const plan = aSmallPlan(aRollout({ start }));
    expect(shiftingNotice(plan, []).title).toBe(`:arrows_counterclockwise: iris v2: shifting traffic${why}`);
  });

  it('names every fleet where there are several, and what is worth knowing', () => {
    const variants = [
      { name: 'big', instanceCount: 3 },
      { name: 'small', instanceCount: 1 },
    ];
    const [line, warning] = shiftingNotice(
      {
        ...aSmallPlan(),
        variants,
        warnings: [aProblem({ field: 'quota' })],
      },
      [],
    ).lines;
    expect(line).toContain('big 3, small 1 instances');
    expect(warning).toBe('• quota: expected 10 to 50 % of the fleet, got 60%.');
  });

  it('says of a first release that there is nothing to shift from', () => {
    const notice = shiftingNotice(aPlan({ live: undefined }), []);
    expect(notice.title).toBe(':arrows_counterclockwise: iris v2: creating the endpoint');
    expect(notice.lines).toEqual(['5 instances; a first release has nothing to shift from.']);
  });
});

describe('The notice that a rollout', () => {
  it('waits says behind which', () => {
    const notice = queuedNotice(rollout, 'iris-0123456789ab-1');
    expect(notice).toMatchObject({ phase: 'queued', severity: 'info', thread: name });
    expect(notice.lines[0]).toContain('iris-0123456789ab-1');
  });

  it('goes back says to what', () => {
    const notice = goingBackNotice(aSmallPlan(rollout));
    expect(notice).toMatchObject({ phase: 'going-back', severity: 'warning', thread: name });
    expect(notice.lines[0]).toContain('iris-old');
  });
});

describe('The notice of a misplaced artifact', () => {
  it('tells where it lies, who put it there and where it belongs', () => {
    const problem = aProblem({
      field: 'key',
      expected: 'models/<endpoint>/<version>/model.tar.gz',
      got: `"${hostile}"`,
    });
    const notice = misplacedNotice({ bucket: 'models', key: hostile, uploadedBy: hostile }, problem);
    expect(notice).toMatchObject({ phase: 'REJECTED', severity: 'warning' });
    expect(notice.lines[0]).toContain('models/‹endpoint›/‹version›/model.tar.gz');
    for (const text of [notice.title, ...notice.lines]) expect(text).not.toMatch(formatting);
  });
});
