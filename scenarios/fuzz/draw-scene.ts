import type { Draw } from './draw.ts';
import { drawFailingScene, type FailingScene, failingScenes } from './draw-failing-scene.ts';
import type { Drawn } from './draw-history.ts';
import { deciders, drawManifest } from './draw-manifest.ts';
import { approvals, doersOf, quick, stalled, type Timed, theirs, updateInConsole } from './scene-parts.ts';

/**
 * What belongs together, and would hardly ever come together by chance: a question and its answer, a change between two
 * looks, an update in the console just before ours. How often each comes beside the others.
 */
export const scenes = {
  ...failingScenes,
  hold: 3,
  gate: 3,
  after: 2,
  unheard: 2,
  console: 2,
  queue: 2,
  rollbackWaits: 1.5,
  manifestWaits: 1.5,
  many: 1,
} as const;
export type SceneKind = keyof typeof scenes;

export function drawScene(drawn: Drawn, kind: SceneKind, on: string): Timed[] {
  const { draw } = drawn;
  const { upload, manifest, latest, earlier, answer } = doersOf(drawn, on);
  if (kind in failingScenes) return drawFailingScene(drawn, kind as FailingScene, on);
  const about = kind as Exclude<SceneKind, FailingScene>;
  switch (about) {
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
        [0, manifest({ ...quick, gates: { before: [draw.one(approvals.before)] } })],
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
    case 'unheard':
      // Of a manifest whose event is lost only a second look knows.
      return [
        [0, manifest({ ...quick, gates: { before: [draw.one(approvals.before)] } })],
        [draw.int(1, 60), upload()],
        [draw.int(5, 1200), { events: 'dropped', of: 'uploads', times: 1 }],
        [0, manifest(drawManifest(draw))],
        [draw.int(1, 600), answer()],
      ];
    case 'console':
      // What was asked about is not what would be released any more.
      return [
        [0, manifest({ ...quick, gates: { before: [draw.one(approvals.before)] } })],
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
      const gates = { before: [draw.one(approvals.before)] };
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
    case 'many':
      // As many releases as are kept, and more: what is needed no more goes.
      return [
        [0, manifest({ ...quick, keep: 1 })],
        [draw.int(1, 30), upload()],
        [draw.int(640, 900), upload()],
        [draw.int(640, 900), draw.chance(0.5) ? upload() : { rollback: 'before' }],
        [draw.int(640, 900), { rollback: draw.chance(0.5) ? 'before' : earlier() }],
      ];
    default:
      return about satisfies never;
  }
}

const model = { image: 'local:story', role: 'arn:aws:iam::000000000000:role/greenlight-local-model' };

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

const afterwards = [
  { soak: '30m' },
  { soak: { for: '20m', hold: { timeout: '30m' } } },
  { approval: { timeout: '1h' } },
  { approval: { timeout: '1h', anyoneWithLink: true } },
] as const;
