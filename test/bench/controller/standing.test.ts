import { expect, it } from 'vitest';
import { standingOf } from '../../../bench/controller/standing.ts';

const alarm = (Properties: Record<string, unknown>) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });

it('an alarm costs by the metrics that it watches, expressions aside; a dashboard three dollars', () => {
  const one = { MetricStat: {} };
  const Resources = {
    Simple: alarm({ MetricName: 'Errors' }),
    Sum: alarm({ Metrics: [{ Expression: 'SUM(METRICS())' }, one, one, one] }),
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard' },
    Topic: { Type: 'AWS::SNS::Topic' },
  };
  const standing = standingOf({ Resources });
  expect(standing).toMatchObject({ alarmMetrics: 4, dashboards: 1 });
  expect(standing.dollarsPerMonth).toBeCloseTo(3.4, 9);
});
