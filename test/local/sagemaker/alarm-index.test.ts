import { describe, expect, it } from 'vitest';
import { indexAlarms } from '../../../local/sagemaker/alarm-index.ts';
import { FakeAlarms } from './support.ts';

describe('the alarm index', () => {
  it('tells each listener of its own alarms, through one subscription', () => {
    const alarms = new FakeAlarms();
    const index = indexAlarms(alarms);
    const heard: string[] = [];
    index.watch(['a', 'b', 'a'], (name, state) => heard.push(`one ${name} ${state}`));
    index.watch(['b'], (name, state) => heard.push(`two ${name} ${state}`));
    alarms.set('a', 'ALARM');
    alarms.set('b', 'OK');
    alarms.set('c', 'ALARM');
    expect(heard).toEqual(['one a ALARM', 'one b OK', 'two b OK']);
    expect(alarms.listeners).toBe(1);
    expect(index.state('b')).toBe('OK');
  });

  it('lets go of CloudWatch when nobody watches any more', () => {
    const alarms = new FakeAlarms();
    const index = indexAlarms(alarms);
    const stops = [index.watch(['a'], () => {}), index.watch(['a'], () => {}), index.watch([], () => {})];
    stops[0]?.();
    expect(alarms.listeners).toBe(1);
    for (const stop of stops) stop();
    expect(alarms.listeners).toBe(0);
    index.watch(['a'], () => {});
    expect(alarms.listeners).toBe(1);
  });

  it('lets a listener stop while it is told', () => {
    const alarms = new FakeAlarms();
    const index = indexAlarms(alarms);
    let heard = 0;
    const stop = index.watch(['a'], () => {
      heard += 1;
      stop();
    });
    index.watch(['a'], () => {
      heard += 1;
    });
    alarms.set('a', 'ALARM');
    alarms.set('a', 'OK');
    expect(heard).toBe(3);
  });
});
