import type { ReleaseWorld } from './release-world.ts';

/** As Lambda tries what it is given asynchronously: again after one minute, and after two more. @throws what the last try did */
export async function deliver(
  world: Pick<ReleaseWorld, 'clock'>,
  take: () => Promise<unknown>,
): Promise<void> {
  for (const waitMs of [60_000, 120_000]) {
    try {
      await take();
      return;
    } catch {
      await world.clock.advance(waitMs);
    }
  }
  await take();
}
