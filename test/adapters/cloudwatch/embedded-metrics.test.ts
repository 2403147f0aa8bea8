import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../adapters/cloudwatch/embedded-metrics.ts';
import { readEmf } from '../../../local/lambda/emf.ts';
import { instantMs } from '../../support/builders.ts';

function measuring() {
  const written: Record<string, unknown>[] = [];
  const seam = {
    clock: { now: () => instantMs, io: <T>(work: () => Promise<T>) => work() },
    emit: (document: Readonly<Record<string, unknown>>) => written.push(document),
  };
  return { metrics: metricsOf(seam, 'prod'), written };
}

describe('A metric', () => {
  it('is a line that CloudWatch reads, by stage and its own dimensions', () => {
    const { metrics, written } = measuring();
    metrics.count('LostEvents', { Event: 'endpoint' }, { rollout: 'iris-1', endpoint: 'iris' });
    expect(written.map(readEmf)).toEqual([
      {
        ok: true,
        requests: [
          {
            Namespace: 'Greenlight',
            MetricData: [
              {
                MetricName: 'LostEvents',
                Unit: 'Count',
                Values: [1],
                Timestamp: new Date(instantMs),
                Dimensions: [
                  { Name: 'Stage', Value: 'prod' },
                  { Name: 'Event', Value: 'endpoint' },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('has the endpoint and the rollout on its line, and not among its dimensions, which cost by their values', () => {
    const { metrics, written } = measuring();
    metrics.seconds('HumanWait', 1.5, {}, { rollout: 'iris-1', endpoint: 'iris' });
    expect(written).toMatchObject([{ rollout: 'iris-1', endpoint: 'iris', HumanWait: 1.5 }]);
    expect(JSON.stringify(written[0]?._aws)).not.toContain('endpoint');
  });
});
