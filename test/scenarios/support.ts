import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';

/** A story as its author writes it: a canary of one of three, without trouble. */
export const aWrittenStory = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'A canary',
  shows: 'That a canary bakes.',
  configs: { blue: 3, green: 3 },
  deployment: { strategy: 'canary', step: '1 instance', bake: '5m', finalBake: '2m', alarms: ['errors'] },
  alarms: { errors: 'OK' },
  actions: [{ at: '0s', update: 'green' }],
  timeline: [
    {
      at: '0s',
      status: 'Updating',
      pending: 'green',
      green: 0,
      phase: 'Creating',
      events: ['endpoint UPDATING', 'deployment Creating'],
    },
    {
      at: '4m',
      green: 1,
      share: 33.3,
      phase: 'Baking',
      says: 'canary capacity of 1',
      events: ['deployment ActivatingTraffic', 'deployment Baking'],
    },
    {
      at: '9m',
      blue: 0,
      green: 3,
      share: 100,
      events: ['deployment ActivatingTraffic', 'deployment Baking'],
    },
    { at: '11m', phase: 'Deleting', events: ['deployment Deleting'] },
    {
      at: '12m',
      status: 'InService',
      config: 'green',
      pending: 'none',
      blue: 3,
      events: ['endpoint IN_SERVICE'],
    },
  ],
  end: { status: 'InService', config: 'green', modified: '12m' },
  never: { servingBelow: 3 },
  ...over,
});

/** The same, as the schema reads it. */
export const aStory = (over: Record<string, unknown> = {}): Scenario =>
  scenarioSchema.parse(aWrittenStory(over));
