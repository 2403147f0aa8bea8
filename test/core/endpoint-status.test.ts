import { describe, expect, it } from 'vitest';
import { isBusyStatus, isOnItsWay, isResting, servesWhat } from '../../core/endpoint-status.ts';

describe('An endpoint’s status', () => {
  it.each([
    ['Creating', { rests: false, onItsWay: true, busy: true, serves: 'nothing' }],
    ['InService', { rests: true, onItsWay: false, busy: false, serves: 'config' }],
    ['Updating', { rests: false, onItsWay: true, busy: true, serves: 'config' }],
    ['SystemUpdating', { rests: false, onItsWay: true, busy: true, serves: 'config' }],
    ['RollingBack', { rests: false, onItsWay: true, busy: true, serves: 'config' }],
    ['UpdateRollbackFailed', { rests: true, onItsWay: false, busy: false, serves: 'mix' }],
    ['Failed', { rests: true, onItsWay: false, busy: false, serves: 'nothing' }],
    ['OutOfService', { rests: true, onItsWay: false, busy: false, serves: 'nothing' }],
    ['Deleting', { rests: false, onItsWay: false, busy: false, serves: 'nothing' }],
    // What AWS may add moves, for all that is known; whether it passes by itself, and what serves, is not known.
    ['Migrating', { rests: false, onItsWay: true, busy: false, serves: undefined }],
    ['constructor', { rests: false, onItsWay: true, busy: false, serves: undefined }],
  ])('%s: %o', (status, expected) => {
    expect({
      rests: isResting(status),
      onItsWay: isOnItsWay(status),
      busy: isBusyStatus(status),
      serves: servesWhat(status),
    }).toEqual(expected);
  });
});
