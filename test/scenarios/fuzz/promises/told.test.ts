import { describe, expect, it } from 'vitest';
import { instantAt } from '../../../../core/values/instant.ts';
import { phases } from '../../../../scenarios/fuzz/promises/phases.ts';
import { stoppedIsNotDeployed } from '../../../../scenarios/fuzz/promises/stopped-is-not-deployed.ts';
import { act, ended, rollout, seen } from './seen.ts';

const name = rollout('v2');
const entering = (...entered: string[]) => enteringUnanswered([], ...entered);
const enteringUnanswered = (unanswered: readonly string[], ...entered: string[]) =>
  phases(
    seen({
      unanswered,
      ledger: [{ sk: `rollout#${name}`, name }],
      announced: entered.map((phase, minute) => ({
        ...{ rollout: name, phase },
        at: instantAt(minute * 60_000),
      })),
    }),
  );

describe('Phases', () => {
  it('come in turn, some of them again', () => {
    expect(
      entering(
        'resolving',
        'admitted',
        'gates-before',
        'gate',
        'waiting-for-endpoint',
        'gates-before',
        'concluded',
        'aftermath',
      ),
    ).toEqual([]);
  });

  it('come again where the answer to the very call that told them was lost', () => {
    const entered = ['resolving', 'shifting', 'shifting', 'concluded'];
    expect(enteringUnanswered([`${name} shifting`], ...entered)).toEqual([]);
    expect(enteringUnanswered([`${name} resolving`], ...entered)).toHaveLength(1);
    expect(enteringUnanswered([`${rollout('v3')} shifting`], ...entered)).toHaveLength(1);
  });

  it('tell what became of a rollout that timed out', () => {
    const timedOut = (entered: string[], troubles: string[] = []) =>
      phases(
        seen({
          ledger: [{ sk: `rollout#${name}`, name, outcome: 'TIMED_OUT' }],
          announced: entered.map((phase) => ({ rollout: name, phase })),
          troubles,
        }),
      );
    expect(timedOut(['concluded'])).toHaveLength(1);
    expect(timedOut(['concluded'], ['calls'])).toEqual([]);
    expect(timedOut(['concluded', 'aftermath'])).toEqual([]);
  });

  it('may be heard of late', () => {
    const told = [
      { rollout: name, phase: 'concluded', at: instantAt(60_000) },
      { rollout: name, phase: 'queued', at: instantAt(0) },
    ];
    expect(phases(seen({ ledger: [{ sk: `rollout#${name}`, name }], announced: told }))).toEqual([]);
  });

  it('come once, not after the end, and end', () => {
    expect(entering('resolving', 'shifting', 'shifting', 'concluded')).toEqual([
      `events: ${name} entered shifting twice`,
    ]);
    expect(entering('resolving', 'concluded', 'shifting')).toEqual([
      `events: ${name} entered shifting after its end`,
    ]);
    expect(entering('resolving')).toEqual([`events: ${name} was never announced to have ended`]);
  });
});

describe('What was stopped or rejected', () => {
  const aborted = (done: string) => act(1, { kind: 'command', command: 'abort', done, rollout: name });
  const rejected = act(1, { kind: 'decide', action: 'reject', by: 'ana', done: 'decided', rollout: name });

  it.each([aborted('stopping'), aborted('stopped'), rejected])('is never deployed', (what) => {
    expect(stoppedIsNotDeployed(seen({ acts: [what], endings: [ended(2, name, 'DEPLOYED')] }))).toHaveLength(
      1,
    );
    expect(stoppedIsNotDeployed(seen({ acts: [what], endings: [ended(2, name, 'ROLLED_BACK')] }))).toEqual(
      [],
    );
  });

  it('may be told to be, with the abort, where the rollback that began has failed', () => {
    const late = ended(2, name, 'DEPLOYED', { kind: 'abort' });
    const back = ended(3, rollout('v1', 2), 'FAILED');
    const judged = (kind: string, ...endings: (typeof back)[]) =>
      stoppedIsNotDeployed(
        seen({
          acts: [aborted('stopping')],
          endings,
          ledger: [{ name: rollout('v1', 2), start: { kind } }],
        }),
      );
    expect(judged('rollback', late, back)).toEqual([]);
    expect(judged('upload', late, back)).toHaveLength(1);
    expect(judged('rollback', late)).toHaveLength(1);
    expect(judged('rollback', ended(2, name, 'DEPLOYED'), back)).toHaveLength(1);
  });

  it('is not what somebody tried to stop in vain', () => {
    expect(
      stoppedIsNotDeployed(seen({ acts: [aborted('nothing')], endings: [ended(2, name, 'DEPLOYED')] })),
    ).toEqual([]);
  });
});
