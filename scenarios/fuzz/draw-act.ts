import { artifactKinds } from '../release-artifacts.ts';
import { defaults, defaultsKey } from './draw-defaults.ts';
import type { Drawn } from './draw-history.ts';
import { alarmNames, deciders, drawManifest } from './draw-manifest.ts';
import type { DrawnStep } from './draw-trouble.ts';

/** What people and other systems do, and how often each does it beside the others. */
export const acts = {
  upload: 6,
  reupload: 0.5,
  strangeUpload: 1,
  manifest: 4,
  restoreManifest: 0.5,
  removeManifest: 0.5,
  defaults: 0.7,
  alarm: 4,
  abort: 2,
  rollback: 2,
  retry: 1.5,
  decide: 3,
  press: 3,
  follow: 1.5,
  rescale: 0.7,
  console: 0.5,
  stop: 0.5,
  load: 0.5,
} as const;
export type ActKind = keyof typeof acts;

/** A step of this kind on the endpoint `on`; undefined where there is nothing yet that it could be about. */
export function drawAct(
  { draw, uploads, manifests, slack }: Drawn,
  kind: ActKind,
  on: string,
): DrawnStep | undefined {
  const labels = uploads.get(on) ?? [];
  const anyUpload = () => draw.one(labels);
  switch (kind) {
    case 'upload': {
      const as = draw.weighted({ model: 10, folder: 2, broken: 1 });
      return { upload: named(labels, on), version: `v${labels.length}`, ...(as !== 'model' && { as }) };
    }
    case 'reupload':
      // The same key once more: another version of it, and so another release.
      return { upload: named(labels, on), version: `v${Math.max(1, labels.length - 2)}` };
    case 'strangeUpload': {
      if (draw.chance(0.4)) {
        const as = draw.one(
          artifactKinds.filter((artifact) => !['model', 'broken', 'bomb'].includes(artifact)),
        );
        return { upload: named(labels, on), version: `v${labels.length}`, as };
      }
      return { put: draw.one(strangeKeys).replace('ENDPOINT', on) };
    }
    case 'manifest':
      manifests.set(on, (manifests.get(on) ?? 0) + 1);
      return { manifest: drawManifest(draw) };
    case 'restoreManifest': {
      const put = manifests.get(on) ?? 0;
      return put === 0 ? undefined : { restore: draw.int(1, put) };
    }
    case 'removeManifest':
      return { manifest: 'none' };
    case 'defaults':
      return draw.chance(0.2) ? { remove: defaultsKey } : { put: defaultsKey, text: draw.one(defaults) };
    case 'alarm':
      return {
        alarm: draw.one(alarmNames),
        becomes: draw.weighted({ ALARM: 4, OK: 8, INSUFFICIENT_DATA: 1, gone: 0.2 }),
      };
    case 'abort':
      return { abort: draw.chance(0.6) ? 'current' : anyUpload(), ...twice(draw.chance(0.1)) };
    case 'rollback':
      return { rollback: draw.chance(0.5) ? 'before' : anyUpload(), ...twice(draw.chance(0.1)) };
    case 'retry':
      return { retry: anyUpload(), ...twice(draw.chance(0.1)) };
    case 'decide':
      return {
        decide: draw.weighted({ approve: 3, reject: 1 }),
        ...(draw.chance(0.5) && { signedBy: draw.one(deciders) }),
        ...(draw.chance(0.4) && { reason: 'it looks right' }),
        ...(draw.chance(0.2) && {
          of: anyUpload(),
          gate: draw.one(['before/0', 'before/1', 'after/0', 'during/0']),
        }),
      };
    case 'press':
      if (slack !== 'bot') return undefined;
      return draw.chance(0.12)
        ? { press: 'yes', again: true }
        : {
            press: draw.weighted({ yes: 5, no: 2, abort: 1, 'roll-back': 1 }),
            by: draw.weighted({ U0ANA: 3, U0BEN: 2, U0EVE: 1 }),
            ...(draw.chance(0.15) && { message: 'older' }),
            ...(draw.chance(0.1) && { forged: true }),
          };
    case 'follow':
      return {
        follow: draw.weighted({ yes: 3, no: 1 }),
        ...(draw.chance(0.2) && { which: 'older' }),
        ...(draw.chance(0.15) && { opens: true }),
        ...(draw.chance(0.15) && { forged: true }),
        ...(draw.chance(0.3) && { reason: 'it is urgent' }),
      };
    case 'rescale':
      return { rescale: draw.int(2, 4) };
    case 'console':
      return drawConsole(draw, on, anyUpload);
    case 'stop':
      return draw.chance(0.7) ? { stop: anyUpload() } : { redrive: anyUpload() };
    case 'load':
      return { load: draw.one(['30s', '1m', 'off']) };
    default:
      return kind satisfies never;
  }
}

/** What somebody does in the console, who knows nothing of Greenlight. */
function drawConsole({ weighted }: Drawn['draw'], on: string, anyUpload: () => string): DrawnStep {
  const kind = weighted({ update: 5, deleteConfig: 1, deleteModel: 1, deleteEndpoint: 0.3 });
  switch (kind) {
    case 'update':
      return { call: 'UpdateEndpoint', with: { EndpointName: on, EndpointConfigName: `{${anyUpload()}}` } };
    case 'deleteConfig':
      return { call: 'DeleteEndpointConfig', with: { EndpointConfigName: `{${anyUpload()}}` } };
    case 'deleteModel':
      return { call: 'DeleteModel', with: { ModelName: `{${anyUpload()}}` } };
    case 'deleteEndpoint':
      return { call: 'DeleteEndpoint', with: { EndpointName: on } };
    default:
      return kind satisfies never;
  }
}

/** What nearly is an artifact or a manifest, or nobody's business. */
const strangeKeys = [
  'models/ENDPOINT/greenlight.yml',
  'models/ENDPOINT/v1/greenlight.yaml',
  'models/ENDPOINT/v9/model.tgz',
  'models/ENDPOINT/v9/Model.tar.gz',
  'models/ENDPOINT/model.tar.gz',
  'models/ENDPOINT/v9/_ready',
  'models/ENDPOINT/notes.txt',
  'model.tar.gz',
] as const;

/** The label of the next upload: `v2`, and of another endpoint than the story's `v2@fraud`. Noted as uploaded. */
function named(labels: string[], on: string): string {
  const label = `v${labels.length + 1}${on === 'iris' ? '' : `@${on}`}`;
  labels.push(label);
  return label;
}

const twice = (is: boolean) => (is ? { twice: true } : {});
