import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from 'vitest';
import { outcomeLines, progressLine, progressPanel } from '../../../cli/output/progress-lines.ts';
import { type Progress, progressOf } from '../../../cli/views/progress.ts';
import type { AlarmReading } from '../../../core/cloudwatch/alarm-reading.ts';
import type { RolloutRecord } from '../../../core/records/rollout-record.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import { aPlan, aRecord, aStop, findings, instant, instantMs } from '../../support/builders.ts';
import { plain } from '../plain.ts';

/** Linear, five instances, one at a time; bakes of five minutes. */
const shifting: RolloutRecord = aRecord(aPlan(findings()), { phases: { shifting: instant } });
const now = instantMs + 600_000;

const endpoint = (serving: number, status: string, message: string): DescribeEndpointOutput => ({
  EndpointName: 'iris',
  EndpointArn: 'arn',
  EndpointStatus: 'Updating',
  EndpointConfigName: 'iris-000000000001-1',
  CreationTime: new Date(0),
  LastModifiedTime: new Date(0),
  ProductionVariants: [
    { VariantName: 'AllTraffic', CurrentInstanceCount: 5 - serving, DesiredInstanceCount: 5 },
  ],
  PendingDeploymentSummary: {
    EndpointConfigName: shifting.name,
    ProductionVariants: [
      {
        VariantName: 'AllTraffic',
        CurrentInstanceCount: serving,
        DesiredInstanceCount: 5,
        VariantStatus: [
          { Status: status as 'Baking', StatusMessage: message, StartTime: new Date(now - 60_000) },
        ],
      },
    ],
  },
});
const bakes = (serving: number, which = 'WaitIntervalInSeconds') =>
  endpoint(serving, 'Baking', `Baking for 300 seconds (${which}) with traffic enabled on canary capacity.`);
const ok: AlarmReading[] = [{ name: 'iris-5xx', state: 'OK', since: instantMs }];
const at = (described: DescribeEndpointOutput | undefined, over: Partial<RolloutRecord> = {}, alarms = ok) =>
  progressOf(now, { ...shifting, ...over }, described, alarms);
const line = (progress: Progress) => progressLine(progress);

describe('A rollout under way', () => {
  it('tells the step that bakes, of those of its plan, and the time left of it', () => {
    const progress = at(bakes(2));
    expect(progress.step).toEqual({ number: 2, of: 5 });
    expect(progress.snapshot?.bakeLeft).toBe(240_000);
    expect(line(progress)).toBe('40 % on green (blue 3/5, green 2/5), step 2 of 5: bakes 5m');
  });

  it('counts the last step once, whether it bakes once or twice', () => {
    expect(at(bakes(5)).step).toEqual({ number: 5, of: 5 });
    expect(at(bakes(5, 'TerminationWaitInSeconds')).step).toEqual({ number: 5, of: 5 });
  });

  it('has no step where AWS bakes something that is not in the plan', () => {
    expect(at(bakes(0))).toMatchObject({ step: undefined, snapshot: { bakeLeft: 240_000 } });
  });

  it("counts down by the plan where AWS doesn't say how long it bakes", () => {
    expect(at(endpoint(2, 'Baking', '')).snapshot?.bakeLeft).toBe(240_000);
  });

  it('tells what else SageMaker does in its own words, without a step', () => {
    const progress = at(endpoint(5, 'Terminating', 'Terminating 5 instance(s).'));
    expect(progress.step).toBeUndefined();
    expect(line(progress)).toBe('100 % on green (blue 0/5, green 5/5): Terminating 5 instance(s)');
  });

  it('that SageMaker has taken back tells so, and has no place in its plan any more', () => {
    const back = {
      ...endpoint(0, 'Deleting', 'Terminating 5 instance(s).'),
      ProductionVariants: [{ VariantName: 'AllTraffic', CurrentInstanceCount: 5, DesiredInstanceCount: 5 }],
    };
    expect(line(at(back))).toBe(
      '0 % on green (blue 5/5, green 0/5): ending the release’s fleet. The fleet from before has all traffic again. Nothing to do',
    );
    expect(at(back)).toMatchObject({ step: undefined, plan: undefined });
    expect(plain(progressPanel(at(back), 120))[1]).toMatch(/v2 {2}shifted back by SageMaker$/);
  });

  it('in its last bake says that going back is instant, and after it that it is not', () => {
    expect(line(at(bakes(5, 'TerminationWaitInSeconds')))).toBe(
      '100 % on green (blue 0/5, green 5/5), step 5 of 5: final bake 5m. The release has all traffic. All of the fleet from before stands: going back is instant',
    );
    expect(line(at(endpoint(5, 'Deleting', 'Terminating 5 instance(s).')))).toMatch(
      /: ending the fleet from before\. The release has all traffic\. .* which takes minutes$/,
    );
  });

  it('before it shifts tells what it waits for, and not what a rollout before it does', () => {
    expect(line(at(bakes(2), { phases: { queued: instant } }))).toBe('waiting for its turn');
    expect(at(bakes(2), { phases: { queued: instant } })).toMatchObject({ step: undefined, plan: undefined });
  });

  it('of a first release has no traffic to shift', () => {
    const { ProductionVariants: _, ...creating } = endpoint(0, 'Creating', 'Launching 5 instance(s).');
    expect(line(at({ ...creating, EndpointStatus: 'Creating' }))).toBe('green 0/5: Launching 5 instance(s)');
    expect(line(at(undefined))).toBe('shifting traffic');
  });

  it('tells alarms that are not OK, and who wants it stopped', () => {
    const alarms: AlarmReading[] = [
      { name: 'iris-5xx', state: 'ALARM', since: instantMs, value: 9, threshold: 1 },
    ];
    expect(line(at(bakes(1), { stop: aStop() }, alarms))).toMatch(
      /; iris-5xx \(Invocation5XXErrors 9, limit 1\): ALARM; to be stopped by ana@example.com$/,
    );
  });

  it('is shown as a panel no wider than the terminal', () => {
    const panel = plain(progressPanel(at(bakes(2), { stop: aStop() }), 80));
    expect(panel).toEqual([
      '─'.repeat(78),
      `rollout  ${shifting.name}  v2  shifting traffic`,
      'since    10m ago, uploaded by account 123456789012',
      'stop     ana@example.com: scores look wrong',
      'endpoint iris Updating',
      'blue     ■■■□□  3 of 5 serving  iris-000000000001-1',
      `green    ■■□□□  2 of 5 serving  ${shifting.name}`,
      `traffic  ${'░'.repeat(24)}${'█'.repeat(16)}  60 % blue, 40 % green`,
      expect.stringMatching(/^phase {4}baking: 4m left {2}All of the fleet from before stands/),
      '         instant.',
      'alarms   iris-5xx: OK',
      expect.stringMatching(/^plan {5}10m of \d+m to \d+m, step 2 of 5$/),
    ]);
    for (const text of plain(progressPanel(at(bakes(2)), 40))) expect([...text].length).toBeLessThan(40);
    expect(plain(progressPanel(at(undefined), 80))).toHaveLength(3);
  });
});

describe('The end of a rollout', () => {
  it('is its outcome, and why', () => {
    const conclusion = concludeEnding({ kind: 'timed-out', during: 'shift' });
    const record = { ...shifting, outcome: conclusion.outcome, conclusion, endedAt: instant };
    expect(plain(outcomeLines(record, 80))).toEqual([
      `TIMED_OUT  v2  ${shifting.name}  after 0s`,
      '  No end was seen within the time allowed; the endpoint is still changing. It is',
      '  watched until it comes to rest.',
      '  Somebody has to act now: "npx greenlight docs operating" says what to do.',
    ]);
  });
});
