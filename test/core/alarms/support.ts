import type { ManagedAlarm } from '../../../core/alarms/alarm-schema.ts';
import type { GuardedRelease } from '../../../core/alarms/guarded-release.ts';
import type { WatchedFleet } from '../../../core/alarms/managed-queries.ts';

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

/** A release to iris that brings four instances in the place of four. */
export const aGuardedRelease = (over: Partial<GuardedRelease> = {}): GuardedRelease => ({
  endpoint: 'iris',
  config: 'iris-green-1',
  liveConfig: 'iris-blue-1',
  variants: [{ name: 'AllTraffic', instanceType: 'ml.m5.large' }],
  kinds: ['real-time'],
  publishSeconds: { instance: 60, request: 60 },
  newOfAll: { instances: 4, all: 8 },
  ...over,
});
