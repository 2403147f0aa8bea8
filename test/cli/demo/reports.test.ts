import { expect, it } from 'vitest';
import { followReports } from '../../../cli/demo/reports.ts';
import type { Report } from '../../../cli/output/output.ts';
import { chatMessage } from '../../../core/notices/notice.ts';
import type { LocalAws } from '../../../local/stack/local-aws.ts';

/** What is reported of messages on the topic. */
function reportsOf(...bodies: object[]): Report[] {
  const reports: Report[] = [];
  const aws = {
    onEvent: () => () => {},
    onNotice: (listener: (message: { body: string; at: number }) => void) => {
      for (const body of bodies) listener({ body: JSON.stringify(body), at: 0 });
      return () => {};
    },
  };
  followReports(aws as unknown as LocalAws, (report) => reports.push(report));
  return reports;
}

it('A notice of ours is reported as it is told', () => {
  const notice = {
    endpoint: 'iris',
    thread: 't',
    phase: 'FAILED',
    severity: 'critical',
    title: 'iris v2: FAILED',
  };
  const body = chatMessage({ ...notice, severity: 'critical', lines: ['why'], nextSteps: [] });
  expect(reportsOf(body)).toEqual([
    {
      type: 'notice',
      at: '1970-01-01T00:00:00.000Z',
      endpoint: 'iris',
      phase: 'FAILED',
      severity: 'critical',
      title: 'iris v2: FAILED',
      description: 'why',
    },
  ]);
});

it('So is CloudWatch’s own message about an alarm of the controller’s', () => {
  const body = {
    AlarmName: 'greenlight-local/ops/steps',
    AlarmDescription: 'Functions failed.',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
  };
  expect(reportsOf(body)).toMatchObject([
    {
      type: 'notice',
      severity: 'critical',
      title: 'greenlight-local/ops/steps: ALARM',
      description: 'Functions failed.',
    },
  ]);
});
