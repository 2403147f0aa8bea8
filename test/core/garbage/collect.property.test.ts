import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aRelease } from '../../support/builders.ts';
import { aRetention, at } from './support.ts';
import { GarbageWorld } from './world.ts';

/** Something that happens to the endpoint. `pick` chooses among what there is. */
type Action = { readonly pick: number } & (
  | { readonly kind: 'rollout'; readonly ends: 'deployed' | 'not' | 'open'; readonly inherits: boolean }
  | { readonly kind: 'rollback' }
  | { readonly kind: 'conclude'; readonly deployed: boolean }
  | ByHand
  | {
      readonly kind: 'collect';
      readonly during: readonly ({ readonly pick: number } & ByHand)[];
      readonly each: number;
    }
);
/** What people do in the console, at any time: also in the middle of a collection. */
type ByHand =
  | { readonly kind: 'put-live' }
  | { readonly kind: 'start-update' }
  | { readonly kind: 'end-update'; readonly back: boolean }
  | { readonly kind: 'copy-and-put-live' }
  | { readonly kind: 'delete-config' }
  | { readonly kind: 'delete-endpoint' }
  | { readonly kind: 'queue' }
  | { readonly kind: 'cloud'; readonly unclear: boolean };

class Story {
  readonly world = new GarbageWorld();
  #minute = 0;
  #hand = 0;

  constructor(keep: number) {
    this.world.keep = keep;
  }

  async run(action: Action): Promise<void> {
    const { world } = this;
    this.#minute += 1;
    switch (action.kind) {
      case 'rollout': {
        const inherited = world.configs.get(world.live ?? '')?.models ?? [];
        this.#begin(action.ends === 'open', action.inherits ? inherited.slice(0, 1) : []);
        if (action.ends !== 'open') this.#end(action.ends === 'deployed');
        return;
      }
      case 'rollback': {
        const target = this.#pick(
          world.mustStay().configs.filter((name) => this.#works(name)),
          action.pick,
        );
        if (target === undefined || world.pending !== undefined) return;
        const name = `back-${this.#minute}`;
        world.retentions.push(
          aRetention(name, this.#minute, { config: target, configs: [name, target], open: true }),
        );
        this.#end(true);
        return;
      }
      case 'conclude':
        this.#end(action.deployed);
        return;
      case 'collect': {
        const script = [...action.during];
        let answers = 0;
        world.between = () => {
          answers += 1;
          const next = answers % action.each === 0 ? script.shift() : undefined;
          if (next !== undefined) this.#byHand(next, next.pick);
        };
        await world.collect();
        world.between = () => {};
        return;
      }
      default:
        this.#byHand(action, action.pick);
    }
  }

  #begin(open: boolean, inherited: readonly string[]): void {
    const name = `r${this.#minute}-1`;
    const release = aRelease({ id: `r${this.#minute}` });
    const retention = aRetention(name, this.#minute, { release, open: true, alarms: [`alarm-${name}`] });
    this.world.make(
      retention,
      inherited.filter((model) => this.world.models.has(model)),
    );
    if (!open && this.#works(name) && this.world.pending === undefined) this.world.pending = name;
  }

  /** The newest open rollout ends: its config is live if it was deployed. */
  #end(deployed: boolean): void {
    const { world } = this;
    const retention = world.retentions.findLast(({ open }) => open);
    if (retention === undefined) return;
    const live = deployed && this.#works(retention.config);
    if (live) world.live = retention.config;
    if (world.pending === retention.config) world.pending = undefined;
    const ended = { ...retention, open: false, deployedAt: live ? at(this.#minute + 0.5) : undefined };
    world.retentions = world.retentions.map((one) => (one.name === retention.name ? ended : one));
  }

  #byHand(action: ByHand, pick: number): void {
    const { world } = this;
    const working = [...world.configs.keys()].filter((name) => this.#works(name));
    switch (action.kind) {
      case 'put-live':
        world.live = this.#pick(working, pick) ?? world.live;
        return;
      case 'start-update':
        world.pending ??= this.#pick(working, pick);
        return;
      case 'end-update':
        if (!action.back && world.pending !== undefined) world.live = world.pending;
        world.pending = undefined;
        return;
      case 'copy-and-put-live': {
        const models = world.configs.get(this.#pick(working, pick) ?? '')?.models;
        if (models === undefined) return;
        this.#hand += 1;
        world.configs.set(`hand-${this.#hand}`, { ours: false, models });
        world.live = `hand-${this.#hand}`;
        return;
      }
      case 'delete-config':
        world.configs.delete(this.#pick([...world.configs.keys()], pick) ?? '');
        return;
      case 'delete-endpoint':
        world.live = undefined;
        world.pending = undefined;
        return;
      case 'queue': {
        // A retry was begun and waits for the lease: nothing of it is made yet.
        const release = this.#pick(world.retentions, pick)?.release ?? aRelease({ id: 'first' });
        const name = `retry-${world.retentions.length}`;
        world.retentions.push(aRetention(name, this.#minute, { open: true, release }));
        return;
      }
      case 'cloud':
        world.unclear = action.unclear;
        return;
      default:
        action satisfies never;
    }
  }

  /** SageMaker takes only a config that exists and whose models do. */
  #works(name: string): boolean {
    return this.world.configs.get(name)?.models.every((model) => this.world.models.has(model)) ?? false;
  }

  #pick<T>(from: readonly T[], pick: number): T | undefined {
    return from[pick % Math.max(1, from.length)];
  }
}

const pick = fc.nat(1000);
const byHand = fc.oneof(
  fc.record({ pick, kind: fc.constant('put-live') }),
  fc.record({ pick, kind: fc.constant('start-update') }),
  fc.record({ pick, kind: fc.constant('end-update'), back: fc.boolean() }),
  fc.record({ pick, kind: fc.constant('copy-and-put-live') }),
  fc.record({ pick, kind: fc.constant('delete-config') }),
  fc.record({ pick, kind: fc.constant('delete-endpoint') }),
  fc.record({ pick, kind: fc.constant('queue') }),
  fc.record({ pick, kind: fc.constant('cloud'), unclear: fc.boolean() }),
) as fc.Arbitrary<{ pick: number } & ByHand>;

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      pick,
      kind: fc.constant('rollout' as const),
      ends: fc.constantFrom('deployed', 'deployed', 'not', 'open'),
      inherits: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ pick, kind: fc.constant('rollback' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ pick, kind: fc.constant('conclude' as const), deployed: fc.boolean() }),
  },
  { weight: 2, arbitrary: byHand },
  {
    weight: 3,
    arbitrary: fc.record({
      pick,
      kind: fc.constant('collect' as const),
      during: fc.array(byHand, { maxLength: 6 }),
      each: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

const story = fc.record({
  keep: fc.integer({ min: 1, max: 4 }),
  actions: fc.array(action, { maxLength: 40 }),
});

describe('Over any sequence of deployments, failures, rollbacks and changes by hand', () => {
  it('no config, model or artifact that is live, pending or kept is deleted, also if it became so in the midst', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ keep, actions }) => {
        const told = new Story(keep);
        for (const one of actions) await told.run(one);
        expect(told.world.wrong).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('in the end nothing of ours is left but what is live, pending or kept, and what that refers to', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ keep, actions }) => {
        const told = new Story(keep);
        const { world } = told;
        for (const one of actions) await told.run(one);
        for (let open = world.retentions.length; open > 0; open -= 1) {
          await told.run({ kind: 'conclude', deployed: false, pick: 0 });
        }
        world.unclear = false;
        // A model may have to wait for a config that goes later in the same collection.
        for (let rounds = 0; (await world.collect()).deleted.length > 0; rounds += 1)
          expect(rounds).toBeLessThan(50);
        const { names, configs, models, artifacts } = world.mustStay();
        const ours = (things: ReadonlyMap<string, { ours: boolean }>) =>
          [...things].flatMap(([name, thing]) => (thing.ours ? [name] : []));
        expect(ours(world.configs).filter((name) => !configs.includes(name))).toEqual([]);
        expect(ours(world.configs).length).toBeLessThanOrEqual(keep + 2);
        expect(ours(world.models).filter((name) => ![...names, ...models].includes(name))).toEqual([]);
        const needed = world.retentions.filter(
          ({ name, release }) =>
            names.includes(name) || artifacts.some((url) => url.includes(`/${release.id}/`)),
        );
        const pins = needed.map(({ release }) => release.id);
        expect([...world.pinned].filter((release) => !pins.includes(release))).toEqual([]);
        expect(world.wrong).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
