import type { Drawn } from './draw-history.ts';
import { drawManifest } from './draw-manifest.ts';
import { type DrawnStep, drawFault, functions } from './draw-trouble.ts';
import { approvals, doersOf, quick, stalled, type Timed, theirs, updateInConsole } from './scene-parts.ts';

/** Scenes in which something fails, waits or dies at the moment at which it matters; how often each comes. */
export const failingScenes = {
  betweenLooks: 3,
  fleet: 2,
  late: 1,
  stale: 1.5,
  lastLook: 3,
  deadWaiter: 1,
  gone: 2,
  fails: 2,
  busy: 0.7,
  lateBack: 0.7,
  longQueue: 0.7,
} as const;
export type FailingScene = keyof typeof failingScenes;

export function drawFailingScene(drawn: Drawn, kind: FailingScene, on: string): Timed[] {
  const { draw } = drawn;
  const { upload, manifest, latest, earlier, answer } = doersOf(drawn, on);
  switch (kind) {
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
        [0, manifest(quick)],
        // Before its own look, mostly.
        draw.chance(0.7)
          ? [1, { pause: 'concludeRollout', atCall: draw.int(1, 3), by: `${draw.int(4, 9)}s` }]
          : [1, stalled(draw, 'concludeRollout')],
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
        ...draw.some(
          [[0, manifest({ ...quick, gates: { before: [draw.one(approvals.before)] } })]] as Timed[],
          0.4,
        ),
        ...draw.some([[draw.int(1, 30), upload()]] as Timed[], 0.7),
        [
          draw.one([0, 5, 239, 595, 600]),
          { calls: draw.one(services), fail: 'failed', for: draw.one(['20s', '50s', '3m', '20m']) },
        ],
        [draw.int(0, 15), draw.chance(0.5) ? upload() : answer()],
        ...draw.some([[draw.int(1, 60), { alarm: 'errors', becomes: 'ALARM' }]] as Timed[], 0.3),
        ...draw.some([[draw.int(1, 600), { alarm: 'errors', becomes: 'OK' }]] as Timed[], 0.5),
      ];
    case 'fails': {
      // Every try of a step dies, so that the state machine takes its way out.
      const [name, before] = draw.one(failing);
      const atCall = draw.int(1, 3);
      const first = draw.chance(0.7) ? 1 : 2;
      const stage = draw.one(['before', 'after'] as const);
      const asking = { ...quick, gates: { [stage]: [draw.one<object>(approvals[stage])] } };
      return [
        ...(before === 'gate' ? ([[0, manifest(asking)]] as Timed[]) : []),
        ...(before === 'busy' ? theirs(on, 0) : []),
        ...[0, 1, 2, 3, 4].map(
          (tried): Timed => [0, { kill: name, atCall, moment: 'before', invocation: first + tried }],
        ),
        [draw.int(1, 30), upload()],
        [draw.int(5, 900), answer()],
      ];
    }
    case 'busy':
      // Somebody else's update outlasts what a rollout waits for it.
      return [
        [0, { fault: { launch: draw.one(['3h', '9h']) } }],
        ...theirs(on, 1),
        [draw.int(1, 600), upload()],
        [draw.int(14_400, 36_000), { lift: 'faults' }],
      ];
    case 'lateBack':
      // The way back takes longer than anybody waits for it.
      return [
        [0, manifest({ ...quick, alarms: [{ name: 'errors' }], gates: { after: [{ soak: '1h' }] } })],
        [1, upload()],
        [draw.int(620, 900), { fault: { launch: draw.one(['9h', '30h']) } }],
        [draw.int(1, 600), { alarm: 'errors', becomes: 'ALARM' }],
        [draw.int(7200, 86_400), { lift: 'faults' }],
        [0, { alarm: 'errors', becomes: 'OK' }],
      ];
    case 'longQueue':
      // Nobody answers for longer than anybody waits for their turn.
      return [
        [0, manifest({ ...quick, gates: { after: [{ approval: { timeout: draw.one(['50h', '72h']) } }] } })],
        [1, upload()],
        [draw.int(620, 3600), upload()],
        [draw.int(170_000, 200_000), answer()],
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

/** Functions of a rollout's states, and what brings it there. */
const failing = [
  ['admitRollout', 'nothing'],
  ['settleRelease', 'nothing'],
  ['openGates', 'gate'],
  ['awaitGate', 'gate'],
  ['prepareRelease', 'nothing'],
  ['awaitCalm', 'busy'],
  ['shiftTraffic', 'nothing'],
] as const;
const refusedUpdate = { calls: 'sagemaker UpdateEndpoint', fail: 'throttled', times: 2 };

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
