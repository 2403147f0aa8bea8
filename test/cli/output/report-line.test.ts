import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { jsonOutput } from '../../../cli/output/json-output.ts';
import type { Output, Report, Summary } from '../../../cli/output/output.ts';
import { plainOutput } from '../../../cli/output/plain-output.ts';
import { reportLine } from '../../../cli/output/report-line.ts';
import { terminalOutput } from '../../../cli/output/terminal-output.ts';
import { snapshotOf } from '../../../cli/views/snapshot.ts';

const at = '2026-01-05T00:12:30Z';
const startedAt = Date.UTC(2026, 0, 5);
const event = (detailType: string, detail: Record<string, unknown>): Report => ({
  type: 'event',
  at,
  endpoint: 'iris',
  source: 'aws.sagemaker',
  detailType,
  detail,
});
const deployment = (StatusMessage: string): Report =>
  event('SageMaker Endpoint Deployment State Change', {
    ProductionVariants: [{ CurrentInstanceCount: 4, DesiredInstanceCount: 5 }],
    PendingDeploymentSummary: {
      ProductionVariants: [
        { CurrentInstanceCount: 1, DesiredInstanceCount: 5, VariantStatus: [{ StatusMessage }] },
      ],
    },
  });
const outcome: Report = {
  type: 'outcome',
  at,
  endpoint: 'iris',
  release: 'iris-1',
  outcome: 'ROLLED_BACK',
  cause: 'Alarm.',
};
const notice: Report = {
  type: 'notice',
  at,
  endpoint: 'iris',
  phase: 'alarm',
  severity: 'warning',
  title: ':bell: rings',
  description: 'one\ntwo',
};
const summary: Summary = {
  outcomes: ['ROLLED_BACK'],
  rollouts: [{ release: 'iris-1', outcome: 'ROLLED_BACK', cause: 'Alarm.' }],
  seconds: 46.7,
};

const line = (report: Report) => {
  const text = reportLine(report);
  return text && stripVTControlCharacters(text);
};

describe('a report as a line', () => {
  it('tells a bake with both fleets and the share of traffic', () => {
    expect(line(deployment('Baking for 300 seconds (…)'))).toBe(
      'SageMaker iris blue 4/5 green 1/5, 20 % on green: Baking for 300 seconds (…)',
    );
  });

  it('tells whom the demo pressed a button as, and whether that was taken', () => {
    const press = {
      type: 'press',
      at,
      endpoint: 'iris',
      release: 'iris-1',
      user: 'U0ANA',
      name: 'Ana',
    } as const;
    const action = 'greenlight:approve';
    expect([200, 401, null].map((status) => line({ ...press, action, status }))).toEqual([
      'Slack the demo clicks approve for iris-1 as Ana, signed as Slack signs: taken',
      'Slack the demo clicks approve for iris-1 as Ana, signed as Slack signs: answered 401',
      'Slack the demo clicks approve for iris-1 as Ana, signed as Slack signs: not answered',
    ]);
  });

  it('tells uploads, endpoint and alarm states, notices and outcomes', () => {
    expect(line(event('Object Created', { object: { key: 'models/iris/v1/model.tar.gz', size: 9 } }))).toBe(
      'S3 models/iris/v1/model.tar.gz (9 bytes)',
    );
    expect(
      line(
        event('SageMaker Endpoint State Change', { EndpointStatus: 'IN_SERVICE', EndpointConfigName: 'c' }),
      ),
    ).toBe('SageMaker iris IN_SERVICE on c');
    const alarm = {
      alarmName: 'a',
      previousState: { value: 'OK' },
      state: { value: 'ALARM', reason: 'why' },
    };
    expect(line(event('CloudWatch Alarm State Change', alarm))).toBe('CloudWatch a OK → ALARM: why');
    expect(line(notice)).toMatch(/^notice rings\n +one\n +two$/);
    expect(line(outcome)).toBe('ROLLED_BACK iris-1: Alarm.');
  });

  it('keeps quiet about what another line tells', () => {
    expect(line(deployment('Activating traffic on canary capacity of 1 instance(s).'))).toBeUndefined();
    expect(line(event('Greenlight Rollout State Change', {}))).toBeUndefined();
    const calm = { alarmName: 'greenlight-local/ops/steps', state: { value: 'OK', reason: 'no datapoints' } };
    expect(line(event('CloudWatch Alarm State Change', calm))).toBeUndefined();
  });
});

describe('outputs', () => {
  const through = (make: (write: (text: string) => void) => Output) => {
    let written = '';
    const output = make((text) => {
      written += text;
    });
    output.say('words');
    output.report(outcome);
    output.summary(summary);
    output.close();
    return written;
  };

  it('JSON is one object a line, the summary last, and no words', () => {
    const lines = through(jsonOutput)
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(lines).toEqual([outcome, { type: 'summary', ...summary }]);
  });

  it('plain lines carry the simulated time since the start', () => {
    const lines = stripVTControlCharacters(through((write) => plainOutput(write, startedAt))).split('\n');
    expect(lines.slice(0, 2)).toEqual(['words', '   12m30s ROLLED_BACK iris-1: Alarm.']);
    expect(lines).toContain('1 rollouts in 47 s');
  });

  it('the terminal draws its panel anew below each line, and erases just that', () => {
    const writes: string[] = [];
    const output = terminalOutput({ write: (text) => writes.push(text), columns: 80 }, startedAt);
    const endpoint = {
      EndpointName: 'iris',
      EndpointArn: 'a',
      EndpointStatus: 'InService' as const,
      CreationTime: new Date(0),
      LastModifiedTime: new Date(0),
    };
    output.say('before');
    output.show(snapshotOf(0, endpoint, [], { perSecond: 0, sent: 0, failed: 0 }));
    output.report(outcome);
    const panelHeight = (writes[1] as string).split('\n').length - 1;
    expect(writes[0]).toBe('before\n');
    expect(writes[2]?.startsWith(`\u001b[${panelHeight}A\u001b[0J`)).toBe(true);
    expect(stripVTControlCharacters(writes[2] as string)).toMatch(
      /ROLLED_BACK iris-1: Alarm\.\n─+\nendpoint iris InService/,
    );
  });
});
