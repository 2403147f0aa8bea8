import type { Draw } from './draw.ts';
import type { Drawn } from './draw-history.ts';
import { drawManifest } from './draw-manifest.ts';

/** What goes wrong, and how often each does beside the others. */
export const troubles = {
  events: 4,
  unheardManifest: 2,
  restored: 1,
  replay: 1,
  calls: 3,
  throttled: 1,
  outage: 1,
  kill: 3,
  pause: 2,
  endpoint: 2,
  lift: 1,
  pretend: 0.5,
} as const;
export type TroubleKind = keyof typeof troubles;

export type DrawnStep = Readonly<Record<string, unknown>>;

/** A trouble of this kind, of the endpoint `on` where it is an endpoint's: one step, or several of the same instant. */
export function drawTrouble({ draw, uploads, manifests }: Drawn, kind: TroubleKind, on: string): DrawnStep[] {
  switch (kind) {
    case 'events': {
      const effect = {
        ...drawEffect(draw),
        of: draw.one(['uploads', 'endpoints', 'alarms', 'executions', 'all']),
        ...(draw.chance(0.6) && { nth: draw.int(1, 3) }),
        ...(draw.chance(0.6) && { times: draw.int(1, 3) }),
      };
      return [effect];
    }
    case 'unheardManifest':
      // Only whoever reads the bucket finds it.
      manifests.set(on, (manifests.get(on) ?? 0) + 1);
      return [{ events: 'dropped', of: 'uploads', times: 1 }, { manifest: drawManifest(draw) }];
    case 'restored':
      return [{ events: 'restored' }];
    case 'replay':
      return [
        {
          replay: draw.one(['uploads', 'endpoints', 'alarms', 'executions', 'all']),
          which: draw.one(['first', 'last', 'all']),
        },
      ];
    case 'calls':
      return [
        {
          calls: draw.one(calls),
          fail: draw.one(['throttled', 'failed']),
          ...(draw.chance(0.4) && { answerLost: true }),
          nth: draw.int(1, 6),
          times: draw.int(1, 3),
        },
      ];
    case 'throttled':
      // An operation, or all of a service, for as long as others use up what the account may do.
      return [{ calls: draw.one(calls), fail: 'throttled', for: draw.one(['20s', '2m', '10m']) }];
    case 'outage':
      return [drawOutage(draw)];
    case 'kill':
      return [
        {
          kill: draw.one(functions),
          atCall: draw.int(1, 12),
          moment: draw.one(['before', 'after']),
          ...(draw.chance(0.3) && { invocation: draw.int(1, 3) }),
        },
      ];
    case 'pause':
      return [{ pause: draw.one(functions), atCall: draw.int(1, 14), by: `${draw.int(1, 15)}s` }];
    case 'endpoint': {
      const labels = uploads.get(on) ?? [];
      return [{ fault: { ...(draw.chance(0.3) && { config: draw.one(labels) }), ...drawFault(draw) } }];
    }
    case 'lift':
      return [{ lift: 'faults' }];
    case 'pretend':
      return [{ pretend: draw.one(['IN_SERVICE', 'FAILED', 'UPDATE_ROLLBACK_FAILED', 'DELETED']) }];
    default:
      return kind satisfies never;
  }
}

function drawEffect(draw: Draw): DrawnStep {
  const events = draw.one(['dropped', 'doubled', 'delayed', 'reordered'] as const);
  return events === 'dropped' ? { events } : { events, by: `${draw.one([1, 20, 90, 600, 7200])}s` };
}

/** What people are told by, and with which secrets, is gone for a while. */
function drawOutage(draw: Draw): DrawnStep {
  const lasts = { for: draw.one(['30s', '10m', '2h', '26h', '60h']) };
  const of = draw.one(['sns', 'secretsmanager', 'slack'] as const);
  return of === 'slack'
    ? { slack: draw.one(['down', 'answer-lost']), ...lasts }
    : { calls: of, fail: 'failed', ...lasts };
}

/** Calls that the controller makes; every client of the account suffers the same. */
const calls = [
  'sagemaker',
  'sagemaker UpdateEndpoint',
  'sagemaker DescribeEndpoint',
  'sagemaker CreateModel',
  'sagemaker CreateEndpointConfig',
  'monitoring PutMetricAlarm',
  'monitoring DescribeAlarms',
  'monitoring SetAlarmState',
  'dynamodb',
  'dynamodb UpdateItem',
  'dynamodb GetItem',
  'states SendTaskSuccess',
  'states StartExecution',
  'events PutEvents',
  'sns Publish',
  's3 GetObject',
  's3 CopyObject',
  'secretsmanager GetSecretValue',
  'sqs SendMessage',
] as const;

export const functions = [
  'onArtifactUploaded',
  'resolveRelease',
  'admitRollout',
  'settleRelease',
  'openGates',
  'awaitGate',
  'prepareRelease',
  'shiftTraffic',
  'concludeRollout',
  'onEndpointEvent',
  'onAlarmEvent',
  'onExecutionEnded',
  'awaitCalm',
  'checkShift',
  'onPress',
  'decideGate',
  'operate',
  'notifySlack',
] as const;

/** A trouble of a fleet. */
export const drawFault = (draw: Draw): DrawnStep => draw.one(faults);

const faults = [
  { capacity: 'insufficient' },
  { capacity: 1 },
  { ping: 'fails' },
  { ping: '5m' },
  { download: 'missing' },
  { crash: { after: '6m', instances: 1 } },
  { maintenance: { after: '2m', for: '10m' } },
] as const;
