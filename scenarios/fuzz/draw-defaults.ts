/** Where the manifest for all endpoints lies. */
export const defaultsKey = 'models/greenlight.defaults.yaml';

/** Defaults under which no release can be made. */
const broken = ['model: [', 'mode: {}', '- a list'] as const;

/** What they may say: never a gate or an alarm, which are held against the endpoint's own manifest. */
export const defaults = [
  'model: { environment: { MODE: c, LEVEL: low } }',
  'model: { environment: { MODE: d } }',
  "tags: { team: all, cost-center: '42' }",
  '# nothing yet',
  ...broken,
] as const;

export const isBrokenDefaults = (text: string): boolean => broken.some((one) => one === text);
