import type { Draw } from './draw.ts';

/** A manifest as a story writes it: fields over the usual one, a text as it stands, or none. */
export type DrawnManifest = Readonly<Record<string, unknown>> | string;

/** The alarms that a history's manifests name. They stay as they are set. */
export const alarmNames = ['errors', 'kpi'] as const;

/** Who may decide where a gate says so. */
export const deciders = ['arn:aws:iam::000000000000:user/ana', 'arn:aws:iam::000000000000:user/ben'] as const;

/** In Slack: a person, and a group of two people; Eve is in none. */
const inSlack = ['U0ANA', 'S0RELEASERS'] as const;

/** A manifest of the strategies, alarms and gates that people combine; one in fifteen is broken. */
export function drawManifest(draw: Draw): DrawnManifest {
  if (draw.chance(1 / 15)) return draw.one(broken);
  const gates = drawGates(draw);
  return {
    rollout: draw.one(rollouts),
    ...(draw.chance(0.4) && { alarms: draw.one(alarms) }),
    ...(Object.keys(gates).length > 0 && { gates }),
    ...(draw.chance(0.3) && { keep: draw.int(1, 3) }),
    ...(draw.chance(0.15) && { fleet: { instanceType: 'ml.m5.large', instanceCount: draw.int(2, 3) } }),
    ...(draw.chance(0.15) && { model: { ...model, environment: { MODE: draw.one(['a', 'b']) } } }),
  };
}

const model = { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' };

const broken = [
  'rollout: { strategy: canary',
  'rollout: { stratgy: canary }',
  'rollout: { strategy: canary, step: 95%, bake: 5m }',
  'alarms: [{ name: no-such-alarm }]',
  '- a list',
  '',
] as const;

const rollouts = [
  { strategy: 'all-at-once', finalBake: '5m' },
  { strategy: 'canary', step: '1 instance', bake: '5m', finalBake: '5m' },
  { strategy: 'canary', step: '50%', bake: '3m', finalBake: '0s' },
  { strategy: 'linear', step: '50%', bake: '3m', finalBake: '2m' },
  { strategy: 'linear', step: '1 instance', bake: '10m', finalBake: '10m' },
  { strategy: 'rolling', step: '50%', bake: '3m' },
  { strategy: 'rolling', step: '1 instance', bake: '5m', rollbackStep: '1 instance' },
] as const;

const alarms = [
  [{ name: 'errors' }, { metric: '5xx-rate', above: '1%', for: '2m', on: 'rollback' }],
  [{ name: 'errors' }],
  [{ name: 'errors' }, { name: 'kpi', on: 'notify' }],
  [{ name: 'errors' }, { name: 'kpi', on: 'hold', hold: { timeout: '10m' } }],
  [{ name: 'errors' }, { name: 'kpi', on: 'hold', hold: { timeout: '1h', otherwise: 'continue' } }],
  [{ name: 'errors' }, { name: 'kpi', on: 'hold', hold: { timeout: '30m', by: [...inSlack, deciders[0]] } }],
  [{ name: 'errors' }, { name: 'kpi', on: 'hold', hold: { timeout: '30m', anyoneWithLink: true } }],
  [{ name: 'errors' }, { name: 'kpi', on: 'hold', hold: { meanwhile: 'abort' } }],
] as const;

const before = [
  { approval: { timeout: '1h' } },
  { approval: { timeout: '4h', otherwise: 'approve' } },
  { approval: { timeout: '2h', by: [deciders[0]] } },
  { approval: { timeout: '8h', by: [inSlack[0], deciders[1]] } },
  { approval: { timeout: '3h', by: [inSlack[1]] } },
  { approval: { timeout: '3h', anyoneWithLink: true } },
  { 'alarms-clear': { for: '10m', timeout: '2h' } },
  { window: { allow: 'Mon-Sun 06:00-18:00 UTC', zone: 'UTC' } },
  { window: { allow: 'Mon-Sun 06:00-18:00 UTC', zone: 'UTC', anyoneWithLink: true } },
] as const;
const during = [{ smoke: { inline: '1,2,3,4', contentType: 'text/csv', requests: 1 } }] as const;
const after = [
  { soak: '30m' },
  { soak: { for: '20m', hold: { timeout: '30m' } } },
  { soak: { for: '20m', hold: { timeout: '30m', by: [inSlack[1]] } } },
  { approval: { timeout: '1h' } },
  { approval: { timeout: '1h', otherwise: 'keep' } },
  { approval: { timeout: '2h', by: [inSlack[0]] } },
  { approval: { timeout: '2h', anyoneWithLink: true } },
  { smoke: { inline: '1,2,3,4', contentType: 'text/csv', requests: 2 } },
] as const;

function drawGates(draw: Draw): Record<string, unknown> {
  if (draw.chance(0.25)) return {};
  const stages = {
    before: draw.some(before, 0.17),
    during: draw.some(during, 0.2),
    after: draw.some(after, 0.1),
  };
  return Object.fromEntries(Object.entries(stages).filter(([, gates]) => gates.length > 0));
}
