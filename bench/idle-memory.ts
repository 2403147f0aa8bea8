import { heapUsed } from './measure.ts';
import { createConfigs, createEndpoints, createWorld } from './world.ts';

/** Bytes of heap per idle endpoint of `instances` instances: the difference that `count` of them make. */
export async function bytesPerIdleEndpoint(count: number, instances: number): Promise<number> {
  const world = createWorld();
  await createConfigs(world, instances);
  // Create the first one before measuring: its one-time costs do not count.
  await world.sagemaker('CreateEndpoint', { EndpointName: 'first', EndpointConfigName: 'blue' });
  await world.clock.advance(300_000);
  const before = heapUsed();
  await createEndpoints(world, count);
  const bytes = (heapUsed() - before) / count;
  await world.close();
  return bytes;
}
