import type { Draw } from './draw.ts';
import { drawAct } from './draw-act.ts';
import type { Drawn } from './draw-history.ts';
import { deciders, drawManifest } from './draw-manifest.ts';
import { type DrawnStep, drawFault, functions } from './draw-trouble.ts';

/**
 * What belongs together, and would hardly ever come together by chance: a question and its answer, a change between two
 * looks, an update in the console just before ours. How often each comes beside the others.
 */
export const scenes = {
  hold: 3,
  gate: 3,
  after: 2,
  betweenLooks: 3,
  unheard: 2,
  console: 2,
  queue: 2,
  rollbackWaits: 1.5,
  manifestWaits: 1.5,
  fleet: 2,
  late: 1,
  many: 1,
  stale: 1.5,
  lastLook: 3,
  deadWaiter: 1,
  gone: 2,
} as const;
export type SceneKind = keyof typeof scenes;

/** Seconds after the step before it, and what is done. */
type Timed = readonly [after: number, step: DrawnStep];

export function drawScene(drawn: Drawn, kind: SceneKind, on: string): Timed[] {
  const { draw } = drawn;
  const upload = () => only(drawAct(drawn, 'upload', on));
  const manifest = (written: unknown): DrawnStep => {
    drawn.manifests.set(on, (drawn.manifests.get(on) ?? 0) + 1);
    return { manifest: written };
  };
  const latest = () => (drawn.uploads.get(on) ?? []).at(-1) ?? 'v1';
  const earlier = () => draw.one(drawn.uploads.get(on) ?? ['v1']);
  const answer = () => drawAnswer(drawn, on);
  switch (kind) {
    case 'hold':
      // The first step is over after four minutes, the last bake after half an hour.
      return [
        [0, manifest({ ...slow(draw), alarms: draw.one(holds) })],
        [draw.int(1, 60), upload()],
        [draw.int(60, 1500), { alarm: 'kpi', becomes: 'ALARM' }],
        ...draw.some([[draw.int(5, 400), { alarm: 'kpi', becomes: 'OK' }]] as Timed[], 0.3),
        [draw.int(1, 540), answer()],
        ...draw.some([[draw.int(1, 300), answer()]] as Timed[], 0.3),
      ];
    case 'gate':
      return [
        [0, manifest({ ...quick, gates: { before: [draw.one(approvals)] } })],
        [draw.int(1, 60), upload()],
        [draw.int(10, 3000), answer()],
        ...draw.some([[draw.int(0, 60), answer()]] as Timed[], 0.5),
      ];
    case 'after':
      return [
        [0, manifest({ ...quick, alarms: draw.one(holds), gates: { after: [draw.one(afterwards)] } })],
        [draw.int(1, 60), upload()],
        [
          draw.int(660, 1500),
          draw.chance(0.5)
            ? { alarm: draw.one(['errors', 'kpi']), becomes: 'ALARM' }
            : draw.chance(0.3)
              ? updateInConsole(on, earlier())
              : answer(),
        ],
        ...draw.some(
          [[draw.int(1, 120), { alarm: draw.one(['errors', 'kpi']), becomes: 'OK' }]] as Timed[],
          0.6,
        ),
        [draw.int(1, 900), answer()],
      ];
    case 'betweenLooks':
      // While a function waits for an answer of AWS, the world goes on.
      return [
        [0, stalled(draw, draw.chance(0.6) ? draw.one(steps) : draw.one(functions))],
        [draw.int(0, 5), upload()],
        [draw.int(0, 6), drawMeanwhile(drawn, on, { manifest, upload, earlier })],
        ...draw.some(
          [[draw.int(0, 5), drawMeanwhile(drawn, on, { manifest, upload, earlier })]] as Timed[],
          0.5,
        ),
      ];
    case 'unheard':
      // Of a manifest whose event is lost only a second look knows.
      return [
        [0, manifest({ ...quick, gates: { before: [draw.one(approvals)] } })],
        [draw.int(1, 60), upload()],
        [draw.int(5, 1200), { events: 'dropped', of: 'uploads', times: 1 }],
        [0, manifest(drawManifest(draw))],
        [draw.int(1, 600), answer()],
      ];
    case 'console':
      // What was asked about is not what would be released any more.
      return [
        [0, manifest({ ...quick, gates: { before: [draw.one(approvals)] } })],
        [draw.int(1, 60), upload()],
        ...theirs(on, draw.int(5, 900)),
        [draw.chance(0.5) ? draw.int(1, 200) : draw.int(240, 1200), answer()],
        ...draw.some([[draw.int(240, 1200), answer()]] as Timed[], 0.8),
      ];
    case 'queue':
      return [
        [0, upload()],
        [draw.int(1, 120), upload()],
        ...draw.some([[0, { events: 'delayed', of: 'uploads', by: '90s', times: 1 }]] as Timed[], 0.4),
        [draw.int(0, 60), upload()],
        ...draw.some([[draw.int(1, 120), { abort: latest() }]] as Timed[], 0.4),
        ...draw.some([[draw.int(1, 60), stalled(draw, draw.one(ending))]] as Timed[], 0.4),
      ];
    case 'rollbackWaits':
      return [
        [0, upload()],
        [draw.int(700, 1500), { rollback: draw.chance(0.5) ? 'before' : earlier() }],
        [draw.int(1, 60), { rollback: earlier() }],
        [draw.int(1, 300), upload()],
        ...draw.some([[draw.int(1, 60), upload()]] as Timed[], 0.5),
      ];
    case 'manifestWaits': {
      const gates = { before: [draw.one(approvals)] };
      const environment = { MODE: draw.one(['a', 'b', 'c']) };
      const changed = draw.weighted({ rollback: 2, console: 2, upload: 3 });
      return [
        [0, manifest({ ...quick, gates, model: { ...model, environment } })],
        ...(changed === 'upload' ? ([[0, stalled(draw, 'resolveRelease')]] as Timed[]) : []),
        ...(changed === 'console'
          ? theirs(on, draw.int(0, 300))
          : ([[draw.int(0, 300), changed === 'rollback' ? { rollback: earlier() } : upload()]] as Timed[])),
        [draw.int(1, 1200), answer()],
        [draw.int(1, 1200), answer()],
      ];
    }
    case 'fleet':
      // Of the fleet that comes next, whichever release it is of.
      return [
        [0, { fault: drawFault(draw) }],
        [draw.int(0, 30), draw.chance(0.8) ? upload() : { rollback: earlier() }],
        ...draw.some([[draw.int(300, 1500), { alarm: 'errors', becomes: 'ALARM' }]] as Timed[], 0.3),
        [draw.int(1200, 7200), { lift: 'faults' }],
        [0, { alarm: 'errors', becomes: 'OK' }],
      ];
    case 'late':
      // It comes to rest long after everybody has given it up.
      return [
        [0, { fault: { launch: draw.one(['3h', '5h', '9h']) } }],
        [1, upload()],
        ...draw.some([[draw.int(600, 9000), { abort: 'current' }]] as Timed[], 0.3),
        ...draw.some([[draw.int(600, 9000), upload()]] as Timed[], 0.3),
        [draw.int(7200, 36_000), { lift: 'faults' }],
      ];
    case 'many':
      // As many releases as are kept, and more: what is needed no more goes.
      return [
        [0, manifest({ ...quick, keep: 1 })],
        [draw.int(1, 30), upload()],
        [draw.int(640, 900), upload()],
        [draw.int(640, 900), draw.chance(0.5) ? upload() : { rollback: 'before' }],
        [draw.int(640, 900), { rollback: draw.chance(0.5) ? 'before' : earlier() }],
      ];
    case 'stale':
      // An event of before, between the token and the call.
      return [
        [0, draw.chance(0.5) ? stalled(draw, 'shiftTraffic') : refusedUpdate],
        [draw.int(0, 5), upload()],
        ...(draw.chance(0.5)
          ? theirs(on, draw.int(1, 4))
          : ([[draw.int(1, 4), { pretend: 'IN_SERVICE' }]] as Timed[])),
        [draw.int(0, 4), { replay: 'endpoints', which: 'last' }],
      ];
    case 'lastLook':
      // An update all at once ends after ten minutes: four to come up, five of bake, one to end the fleet from before.
      return [
        [0, stalled(draw, 'concludeRollout')],
        [draw.int(0, 30), upload()],
        [
          draw.int(600, 604),
          draw.chance(0.4)
            ? { call: 'DeleteEndpoint', with: { EndpointName: on } }
            : drawMeanwhile(drawn, on, { manifest, upload, earlier }),
        ],
        ...draw.some(theirs(on, draw.int(0, 2)), 0.5),
      ];
    case 'deadWaiter':
      return [
        [0, upload()],
        [draw.int(1, 120), upload()],
        ...draw.some([[0, { events: 'dropped', of: 'executions', times: 1 }]] as Timed[], 0.7),
        [draw.int(1, 120), { stop: latest() }],
        ...draw.some([[draw.int(1, 900), upload()]] as Timed[], 0.3),
      ];
    case 'gone':
      // A whole service, for longer than a step is tried.
      return [
        ...draw.some([[0, manifest({ ...quick, gates: { before: [draw.one(approvals)] } })]] as Timed[], 0.4),
        ...draw.some([[draw.int(1, 30), upload()]] as Timed[], 0.7),
        [
          draw.one([0, 5, 239, 595, 600]),
          { calls: draw.one(services), fail: 'failed', for: draw.one(['20s', '50s', '3m', '20m']) },
        ],
        [draw.int(0, 15), draw.chance(0.5) ? upload() : answer()],
        ...draw.some([[draw.int(1, 60), { alarm: 'errors', becomes: 'ALARM' }]] as Timed[], 0.3),
        ...draw.some([[draw.int(1, 600), { alarm: 'errors', becomes: 'OK' }]] as Timed[], 0.5),
      ];
    default:
      return kind satisfies never;
  }
}

/** Of a rollout, in their order. */
const steps = [
  'resolveRelease',
  'admitRollout',
  'settleRelease',
  'openGates',
  'prepareRelease',
  'shiftTraffic',
  'concludeRollout',
] as const;
const services = ['dynamodb', 's3', 'sagemaker', 'sagemaker', 'monitoring', 'events', 'states'] as const;

const model = { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' };
const quick = { rollout: { strategy: 'all-at-once', finalBake: '5m' } };
const refusedUpdate = { calls: 'sagemaker UpdateEndpoint', fail: 'throttled', times: 2 };
const ending = ['concludeRollout', 'admitRollout', 'onExecutionEnded'] as const;

const slow = (draw: Draw) => ({
  rollout: draw.one([
    { strategy: 'linear', step: '1 instance', bake: '10m', finalBake: '10m' },
    { strategy: 'canary', step: '1 instance', bake: '15m', finalBake: '5m' },
  ]),
});

const errors = { name: 'errors' };
const holds = [
  [errors, { name: 'kpi', on: 'hold', hold: { timeout: '10m' } }],
  [errors, { name: 'kpi', on: 'hold', hold: { timeout: '1h', otherwise: 'continue' } }],
  [errors, { name: 'kpi', on: 'hold', hold: { timeout: '30m', anyoneWithLink: true } }],
  [errors, { name: 'kpi', on: 'hold', hold: { timeout: '30m', by: ['S0RELEASERS', deciders[0]] } }],
] as const;

const approvals = [
  { approval: { timeout: '4h' } },
  { approval: { timeout: '4h', by: ['U0ANA', deciders[0]] } },
  { approval: { timeout: '4h', anyoneWithLink: true } },
  { approval: { timeout: '30m', otherwise: 'approve' } },
] as const;

const afterwards = [
  { soak: '30m' },
  { soak: { for: '20m', hold: { timeout: '30m' } } },
  { approval: { timeout: '1h' } },
  { approval: { timeout: '1h', anyoneWithLink: true } },
] as const;

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

/** What may come in between; mostly what the function that waits has looked at already. */
function drawMeanwhile(
  drawn: Drawn,
  on: string,
  make: {
    readonly manifest: (written: unknown) => DrawnStep;
    readonly upload: () => DrawnStep;
    readonly earlier: () => string;
  },
): DrawnStep {
  const { draw } = drawn;
  const kind = draw.weighted({
    manifest: 4,
    upload: 2,
    console: 2,
    alarm: 1,
    rescale: 1,
    abort: 2,
    rollback: 1,
  });
  switch (kind) {
    case 'manifest':
      return make.manifest(drawManifest(draw));
    case 'upload':
      return make.upload();
    case 'console':
      return updateInConsole(on, make.earlier());
    case 'alarm':
      return { alarm: 'errors', becomes: 'ALARM' };
    case 'rescale':
      return { rescale: draw.int(2, 4) };
    case 'abort':
      return { abort: 'current' };
    case 'rollback':
      return { rollback: 'before' };
    default:
      return kind satisfies never;
  }
}

const updateInConsole = (on: string, label: string): DrawnStep => ({
  call: 'UpdateEndpoint',
  with: { EndpointName: on, EndpointConfigName: `{${label}}` },
});

/** Another config of theirs, with a model of ours. */
const theirs = (on: string, after: number): Timed[] => [
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

const stalled = (draw: Draw, name: string): DrawnStep =>
  draw.chance(0.75)
    ? { pause: name, atCall: draw.int(1, 14), by: `${draw.int(2, 9)}s` }
    : { kill: name, atCall: draw.int(1, 14), moment: draw.one(['before', 'after']) };

const only = (step: DrawnStep | undefined): DrawnStep => step ?? { load: 'off' };
