import type { BusEvent } from '../local/events/event.ts';
import { isDelivered } from './release-event-reach.ts';
import type { ReleaseWorld } from './release-world.ts';

type Item = Readonly<Record<string, unknown>>;

/** An hour, so that late and repeated events can do their harm before the world is read. */
export const patienceMs = 3_600_000;

/**
 * 12: every event, once more, changes nothing and tells nothing.
 *
 * @param apartMs between one and the next, so that AWS takes the calls of all where it takes only so many a second
 * @param lossy whether calls fail: what is kept for display alone may be missing then, and the repetition adds it
 * @param isRepeated whether it is a repetition: an alarm's event of a time when no manifest named it is news, once one does
 */
export async function replaysOf(
  world: ReleaseWorld,
  before: readonly Item[],
  apartMs: number,
  lossy = false,
  isRepeated: (event: BusEvent) => boolean = () => true,
): Promise<string[]> {
  const told = world.told.length;
  const announced = world.announced().length;
  const executions = (await world.executions()).length;
  for (const event of [...world.events]) {
    if (!isDelivered(event) || world.lost.has(event) || !isRepeated(event)) continue;
    if (apartMs > 0) await world.clock.advance(apartMs);
    await world.replay(event);
  }
  await world.clock.advance(patienceMs);
  const after = await world.ledger();
  return [
    ...[...changesIn(before, after, lossy)].map((item) => `12: a replay changed ${item}`),
    ...world.told.slice(told).map(({ title }) => `12: a replay told again: ${title}`),
    ...world
      .announced()
      .slice(announced)
      .map(({ detail }) => `12: a replay announced ${detail.phase}`),
    ...((await world.executions()).length === executions ? [] : ['12: a replay started an execution']),
  ];
}

function* changesIn(before: readonly Item[], after: readonly Item[], lossy: boolean): Generator<string> {
  const keyOf = ({ pk, sk }: Item) => `${pk} ${sk}`;
  const known = new Map(before.map((item) => [keyOf(item), item]));
  for (const item of after) {
    // How the endpoint looked at a step (app/shift/keep-look.ts).
    if (lossy && !known.has(keyOf(item)) && String(item.sk).startsWith('look#')) continue;
    if (textOf(known.get(keyOf(item))) !== textOf(item)) yield keyOf(item);
  }
}

/** Sets have no JSON form, so they are written as lists. */
const textOf = (item: Item | undefined): string =>
  JSON.stringify(item, (_, value: unknown) => (value instanceof Set ? [...value] : value));
