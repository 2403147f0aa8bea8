import type { WatchedFleet } from '../../../core/alarms/managed-queries.ts';
import type { ManagedAlarm } from '../../../core/manifest/alarms.ts';

/** Above 1 % of failed requests for two minutes. */
export const aManagedAlarm = (over: Partial<ManagedAlarm> = {}): ManagedAlarm => ({
  metric: '5xx-rate',
  comparison: 'above',
  threshold: 1,
  forSeconds: 120,
  periodSeconds: 60,
  on: 'rollback',
  ...over,
});

export const aFleet = (over: Partial<WatchedFleet> = {}): WatchedFleet => ({
  stage: 'local',
  endpoint: 'iris',
  rollout: 'iris-green-1',
  config: 'iris-green-1',
  variants: ['AllTraffic'],
  ...over,
});
