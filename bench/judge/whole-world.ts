import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { FleetCounts, MinuteCounts } from '../../core/judge/counts.ts';
import { openWorld } from '../../scenarios/open-world.ts';
import { artifactBytes } from '../../scenarios/release-artifacts.ts';
import { usualManifest } from '../../scenarios/usual-manifest.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { type Chance, poisson } from './series.ts';

/** What comes to the endpoint while a release is under way. */
export interface ReleaseTraffic {
  readonly requestsPerSecond: number;
  readonly blueRate: number;
  readonly greenRate: number;
}

/** A whole release, from its upload to its end. */
export interface WholeRelease {
  readonly outcome: string;
  /** Minutes in which the new fleet had requests, until it had none any more or the shift was over. */
  readonly minutes: readonly MinuteCounts[];
}

const endpoint = 'iris';
const variant = { EndpointName: endpoint, VariantName: 'AllTraffic' };

/**
 * The whole product, deployed into the local AWS, and an endpoint whose requests are drawn by chance. They are not sent one by
 * one: each minute's counts are published as SageMaker does, by what share of the traffic each fleet has.
 */
export async function wholeWorld(manifest: object, chance: Chance) {
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  const { clock, aws, handlerErrors } = await openWorld({
    template,
    transport: 'direct',
    // As the plan's timeline has it, which takes the longest of what AWS's documents allow.
    assumptions: { lastShiftBake: 'wait-interval-too' },
  });
  const ends: string[] = [];
  aws.onEvent(({ source, detail }) => {
    if (source === 'greenlight' && detail.phase === 'concluded') ends.push(String(detail.outcome));
  });
  const put = (key: string, Body: string | Uint8Array) =>
    clock.drive(
      aws
        .clients(S3Client)
        .send(new PutObjectCommand({ Bucket: aws.outputs.ModelBucketName, Key: key, Body })),
    );
  const written = { ...usualManifest, keep: 1, ...manifest };
  await put(`models/${endpoint}/greenlight.yaml`, JSON.stringify(written));

  const publish = (config: string, { requests, events }: FleetCounts) => {
    if (requests === 0) return;
    for (const dimensions of [variant, { ...variant, EndpointConfigName: config }])
      for (const [metric, value] of [
        ['Invocations', requests],
        ['Invocation5XXErrors', events],
      ] as const)
        aws.metrics.record({ namespace: 'AWS/SageMaker', metric, dimensions, value, unit: 'None' });
  };

  let releases = 0;
  /** Uploads the next version and plays it to its end. The clock is at a whole minute before and after it. */
  async function release(traffic: ReleaseTraffic): Promise<WholeRelease> {
    releases += 1;
    const before = ends.length;
    await put(
      `models/${endpoint}/v${releases}/model.tar.gz`,
      artifactBytes('model', `of release ${releases}`),
    );
    const minutes: MinuteCounts[] = [];
    while (ends.length === before) {
      await clock.advance(30_000);
      const fleets = aws.endpoint(endpoint)?.fleets ?? [];
      const counted = { green: { requests: 0, events: 0 }, blue: { requests: 0, events: 0 } };
      for (const { colour, share, configName } of fleets) {
        const mean = traffic.requestsPerSecond * 60 * share;
        const rate = colour === 'green' ? traffic.greenRate : traffic.blueRate;
        const events = poisson(mean * rate, chance);
        counted[colour] = { events, requests: events + poisson(mean * (1 - rate), chance) };
        publish(configName, counted[colour]);
      }
      const hasTraffic = fleets.some(({ colour, share }) => colour === 'green' && share > 0);
      if (hasTraffic) minutes.push({ at: clock.now() - 30_000, ...counted });
      await clock.advance(30_000);
    }
    return { outcome: ends.at(-1) ?? '', minutes };
  }

  await clock.advance(60_000 - (clock.now() % 60_000));
  await release({ requestsPerSecond: 0, blueRate: 0, greenRate: 0 });
  if (ends[0] !== 'DEPLOYED') throw new Error(`the first release is ${ends[0]}: ${handlerErrors.join()}`);
  return {
    clock,
    release,
    async close() {
      await aws.close();
      if (handlerErrors.length > 0) throw new Error(`handlers failed: ${handlerErrors[0]}`);
    },
  };
}
