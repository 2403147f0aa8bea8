import type { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { countFleets } from '../../../adapters/gates/judge.ts';
import type { SlowerThan } from '../../../core/gates/comparison-terms.ts';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { aggregateOf } from '../../../local/cloudwatch/aggregate.ts';
import { getMetricData } from '../../../local/cloudwatch/get-metric-data.ts';
import { MetricStore } from '../../../local/cloudwatch/metric-store.ts';
import { localContext } from '../../support/local-service.ts';
import { anAbout } from './questions.ts';

const minuteMs = 60_000;
/** The shift begins at half past ten. */
const since = Date.UTC(2026, 0, 5, 10, 30);
const green = 'iris-green-1';

/** A request of that many milliseconds, `minute` minutes after the shift began. */
function request(store: MetricStore, minute: number, milliseconds: number, config = 'iris-blue-1'): void {
  const at = since + minute * minuteMs;
  for (const EndpointConfigName of [undefined, config]) {
    const dimensions = {
      EndpointName: 'iris',
      VariantName: 'AllTraffic',
      ...(EndpointConfigName !== undefined && { EndpointConfigName }),
    };
    const id = { namespace: 'AWS/SageMaker', name: 'ModelLatency', dimensions };
    store.record(id, 'Microseconds', at, aggregateOf(milliseconds * 1000), at);
  }
}

async function counted(store: MetricStore, slower: SlowerThan) {
  const context = localContext(new VirtualClock(since));
  const send = async ({ input }: GetMetricDataCommand) => getMetricData(context, store, input);
  return countFleets(
    { cloudWatch: { send } as unknown as CloudWatchClient, now: () => since + 7 * minuteMs },
    { kind: 'judge', compare: 'slow', slower },
    anAbout({ shift: { config: green, variants: ['AllTraffic'], since, minutes: 30 } }),
  );
}

describe('What is slow', () => {
  it('is above a percentile of the last whole hour of the old fleet, and the new one’s first three minutes are left out', async () => {
    const store = new MetricStore();
    // From nine to ten: 1 to 100 ms; what came since counts for nothing.
    for (let ms = 1; ms <= 100; ms += 1) request(store, -80 + (ms % 40), ms);
    request(store, -10, 5000);
    for (let minute = 1; minute < 6; minute += 1) {
      request(store, minute, 95);
      request(store, minute, 96);
      request(store, minute, 900, green);
      request(store, minute, 20, green);
    }
    const report = await counted(store, { percentile: 95 });
    const minute = (n: number) => ({
      at: since + n * minuteMs,
      green: { requests: 2, events: 1 },
      blue: { requests: 2, events: 1 },
    });
    expect(report).toMatchObject({ kind: 'counted', variants: [{ name: 'AllTraffic', limitMs: 95 }] });
    expect(report.kind === 'counted' && report.variants[0]?.minutes).toEqual([4, 5].map(minute));
  });

  it('is above a limit of the manifest', async () => {
    const store = new MetricStore();
    for (const minute of [0, 4]) {
      request(store, minute, 800, green);
      request(store, minute, 801);
    }
    expect(await counted(store, { milliseconds: 800 })).toMatchObject({
      variants: [
        {
          limitMs: 800,
          minutes: [{}, { green: { requests: 1, events: 0 }, blue: { requests: 1, events: 1 } }, {}],
        },
      ],
    });
  });

  it('is not compared where nothing is known of the old fleet', async () => {
    expect(await counted(new MetricStore(), { percentile: 95 })).toEqual({
      kind: 'not-counted',
      why: 'nothing is known of how long the old fleet took before the shift',
    });
  });
});
