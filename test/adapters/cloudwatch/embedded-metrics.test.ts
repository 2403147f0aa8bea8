import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../../adapters/cloudwatch/embedded-metrics.ts';
import { measureRollout } from '../../../app/ending/measure-rollout.ts';
import { instantAt } from '../../../core/values/instant.ts';
import { concludeEnding, type Ending } from '../../../core/verdict/conclude-ending.ts';
import { readEmf } from '../../../local/lambda/emf.ts';
import { aRecord, aRollout, instantMs } from '../../support/builders.ts';

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
    metrics.count('Rollouts', { Outcome: 'DEPLOYED' }, { rollout: 'iris-1', endpoint: 'iris' });
    expect(written.map(readEmf)).toEqual([
      {
        ok: true,
        requests: [
          {
            Namespace: 'Greenlight',
            MetricData: [
              {
                MetricName: 'Rollouts',
                Unit: 'Count',
                Values: [1],
                Timestamp: new Date(instantMs),
                Dimensions: [
                  { Name: 'Stage', Value: 'prod' },
                  { Name: 'Outcome', Value: 'DEPLOYED' },
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
    metrics.seconds('PhaseSeconds', 1.5, { Phase: 'total' }, { rollout: 'iris-1', endpoint: 'iris' });
    expect(written).toMatchObject([
      { rollout: 'iris-1', endpoint: 'iris', Phase: 'total', PhaseSeconds: 1.5 },
    ]);
    expect(JSON.stringify(written[0]?._aws)).not.toContain('endpoint');
  });
});

describe('A rollout that has ended', () => {
  const rollout = aRollout();
  const startedAt = instantAt(instantMs);
  const endedAt = instantAt(instantMs + 60_000);
  const measured = (ending: Ending, record = aRecord({}, { startedAt })) => {
    const { metrics, written } = measuring();
    measureRollout(metrics, rollout, concludeEnding(ending), record, endedAt);
    return written.map(({ _aws, rollout: _, endpoint: __, Stage, ...metric }) => metric);
  };

  it('is counted by its outcome, and measured by its phases', () => {
    expect(measured({ kind: 'verdict', verdict: { kind: 'live' } })).toEqual([
      { Outcome: 'DEPLOYED', Rollouts: 1 },
      { Phase: 'resolving', PhaseSeconds: 60 },
      { Phase: 'total', PhaseSeconds: 60 },
    ]);
  });

  it('is counted as urgent where somebody has to act, and only there', () => {
    expect(measured({ kind: 'timed-out', during: 'shift' })).toContainEqual({ UrgentRollouts: 1 });
    expect(measured({ kind: 'timed-out', during: 'queue' })).not.toContainEqual({ UrgentRollouts: 1 });
  });
});
