import type { Draw } from './draw.ts';
import { drawAct } from './draw-act.ts';
import type { Drawn } from './draw-history.ts';
import { deciders } from './draw-manifest.ts';
import type { DrawnStep } from './draw-trouble.ts';

/** Seconds after the step before it, and what is done. */
export type Timed = readonly [after: number, step: DrawnStep];

/** Who does what in a scene on this endpoint; what they do is noted as drawn. */
export function doersOf(drawn: Drawn, on: string) {
  const { draw } = drawn;
  const upload = () => only(drawAct(drawn, 'upload', on));
  const manifest = (written: unknown): DrawnStep => {
    drawn.manifests.set(on, (drawn.manifests.get(on) ?? 0) + 1);
    return { manifest: written };
  };
  const latest = () => (drawn.uploads.get(on) ?? []).at(-1) ?? 'v1';
  const earlier = () => draw.one(drawn.uploads.get(on) ?? ['v1']);
  const answer = () => drawAnswer(drawn, on);
  return { upload, manifest, latest, earlier, answer };
}

export const quick = { rollout: { strategy: 'all-at-once', finalBake: '5m' } };

const answered = [
  { approval: { timeout: '4h' } },
  { approval: { timeout: '4h', by: ['U0ANA', deciders[0]] } },
  { approval: { timeout: '4h', anyoneWithLink: true } },
] as const;

/** Questions; what lets a rollout go on without an answer has another name after the shift. */
export const approvals = {
  before: [...answered, { approval: { timeout: '30m', otherwise: 'approve' } }],
  after: [...answered, { approval: { timeout: '30m', otherwise: 'keep' } }],
} as const;

/** By command, button or link; mostly yes. */
function drawAnswer(drawn: Drawn, on: string): DrawnStep {
  const { draw, slack } = drawn;
  const way = draw.weighted({ decide: 3, press: slack === 'bot' ? 4 : 0, follow: 1.5 });
  if (way !== 'decide') return only(drawAct(drawn, way, on));
  return {
    decide: draw.weighted({ approve: 3, reject: 1 }),
    ...(draw.chance(0.6) && { signedBy: deciders[0] }),
  };
}

export const updateInConsole = (on: string, label: string): DrawnStep => ({
  call: 'UpdateEndpoint',
  with: { EndpointName: on, EndpointConfigName: `{${label}}` },
});

/** Another config of theirs, with a model of ours. */
export const theirs = (on: string, after: number): Timed[] => [
  [
    after,
    {
      call: 'CreateEndpointConfig',
      with: {
        EndpointConfigName: `theirs-${on}`,
        ProductionVariants: [
          {
            ...{ VariantName: 'AllTraffic', ModelName: `{v1${on === 'iris' ? '' : `@${on}`}}` },
            ...{ InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
          },
        ],
      },
    },
  ],
  [0, { call: 'UpdateEndpoint', with: { EndpointName: on, EndpointConfigName: `theirs-${on}` } }],
];

/** A function that waits, or dies, at one of its calls. */
export const stalled = (draw: Draw, name: string): DrawnStep =>
  draw.chance(0.75)
    ? { pause: name, atCall: draw.int(1, 14), by: `${draw.int(2, 9)}s` }
    : { kill: name, atCall: draw.int(1, 14), moment: draw.one(['before', 'after']) };

const only = (step: DrawnStep | undefined): DrawnStep => step ?? { load: 'off' };
