import { describe, expect, it } from 'vitest';
import { usualTerms } from '../../../../core/gates/hold-terms.ts';
import { checkGates } from '../../../../core/plan/checks/gates.ts';
import { resolve } from '../../../../core/plan/resolve.ts';
import { aPlan, aRollout, aWrittenManifest, findings } from '../../../support/builders.ts';
import { gatesOf } from '../../../support/gates.ts';

const allowedGates = { webhookHosts: ['checks.example.com'], functions: ['greenlight-gate-*'] };
const watched = [{ field: 'alarms[0].name', name: 'iris-5xx', on: 'rollback' } as const];
const managed = [{ ...watched[0], managed: { metric: '5xx-rate' } } as never];
const check = (written: unknown, around: object = { allowedGates }, alarms: typeof watched = watched) =>
  checkGates(gatesOf(written), around, alarms, aPlan()).problems;
const fields = (...given: Parameters<typeof check>) => check(...given).map(({ field }) => field);

describe('Gates', () => {
  it('that are none have nothing against them', () => {
    expect(checkGates(undefined, {}, [], aPlan())).toEqual({ problems: [], warnings: [] });
  });

  it('may ask what is allowed at deploy time', () => {
    const before = [
      { webhook: { url: 'https://checks.example.com/ask' } },
      { lambda: { function: 'greenlight-gate-check' } },
    ];
    expect(check({ before })).toEqual([]);
  });

  it('may ask another endpoint by its own name only; that there is none is told', () => {
    const before = [{ smoke: { inline: '{}', endpoint: 'd1' } }];
    const asked = (ownNames: Record<string, string | null>) =>
      checkGates(gatesOf({ before }), { ownNames }, [], aPlan());
    expect(asked({ d1: 'd1' })).toEqual({ problems: [], warnings: [] });
    expect(asked({ d1: 'D1' }).problems).toMatchObject([
      { field: 'gates.before[0].smoke.endpoint', expected: expect.stringContaining('"D1"'), got: '"d1"' },
    ]);
    const { problems, warnings } = asked({ d1: null });
    expect(problems).toEqual([]);
    expect(warnings).toMatchObject([
      { field: 'gates.before[0].smoke.endpoint', expected: 'an endpoint "d1"' },
    ]);
  });

  it('may send no smoke test to an asynchronous endpoint, in a bake or after the shift', () => {
    const smoke = { smoke: { inline: '{}' } };
    const gates = gatesOf({
      before: [{ smoke: { inline: '{}', endpoint: 'd1' } }],
      during: [smoke],
      after: [smoke],
    });
    expect(checkGates(gates, {}, [], aPlan()).problems).toEqual([]);
    expect(checkGates(gates, {}, [], aPlan(), true).problems).toMatchObject([
      { field: 'gates.during[0].smoke', got: expect.stringContaining('asynchronous') },
      { field: 'gates.after[0].smoke', got: expect.stringContaining('asynchronous') },
    ]);
  });

  it('may be decided by a link only where links lead somewhere', () => {
    const byLink = { anyoneWithLink: true };
    const gates = {
      before: [
        { approval: { timeout: '8h', ...byLink } },
        { window: { allow: 'Mon-Fri 09:00-17:00 Europe/Berlin', ...byLink } },
      ],
      after: [{ approval: { timeout: '1h' } }, { soak: { for: '5m', hold: byLink } }],
    };
    const holding = [
      ...watched,
      { ...watched[0], field: 'alarms[1].name', on: 'hold', hold: { ...usualTerms, ...byLink } },
      { ...watched[0], field: 'alarms[2]', on: 'hold', hold: { ...usualTerms, ...byLink } },
      { ...watched[0], field: 'alarms[3]', on: 'hold', hold: usualTerms },
    ] as never;
    const without = { allowedGates: { ...allowedGates, publicAddress: false } };
    expect(fields(gates, without, holding)).toEqual([
      'alarms[1].hold.anyoneWithLink',
      'alarms[2].hold.anyoneWithLink',
      'gates.before[0].approval.anyoneWithLink',
      'gates.before[1].window.anyoneWithLink',
      'gates.after[1].soak.hold.anyoneWithLink',
    ]);
    for (const publicAddress of [true, undefined])
      expect(check(gates, { allowedGates: { ...allowedGates, publicAddress } }, holding)).toEqual([]);
    expect(checkGates(undefined, without, holding, aPlan()).problems).toHaveLength(2);
  });

  it('may ask nothing else: every one of them is told, with what is allowed', () => {
    const before = [
      { webhook: { url: 'https://evil.example/ask' } },
      { approval: { timeout: '8h' } },
      { lambda: { function: 'delete-everything' } },
    ];
    const problems = check({ before });
    expect(problems.map(({ field }) => field)).toEqual([
      'gates.before[0].webhook.url',
      'gates.before[2].lambda.function',
    ]);
    expect(problems[0]?.expected).toContain('checks.example.com');
    expect(problems[1]?.expected).toContain('greenlight-gate-*');
  });

  it('may ask nothing outside where nothing was allowed', () => {
    const after = [{ lambda: { function: 'greenlight-gate-check' } }];
    expect(fields({ after }, {})).toEqual(['gates.after[0].lambda.function']);
  });

  it('hold answers against expressions only, as far as that can be told', () => {
    const smoke = { smoke: { inline: 'x', expect: 'status =' } };
    const gates = { after: [{ soak: '30m' }, smoke] };
    const expectationFault = (source: string) => `no good: ${source}`;
    expect(check(gates, { allowedGates: { ...allowedGates, expectationFault } })).toEqual([
      { field: 'gates.after[1].smoke.expect', expected: 'a JSONata expression', got: 'no good: status =' },
    ]);
    expect(check({ after: [{ smoke: { inline: 'x' } }] }, { allowedGates: { expectationFault } })).toEqual(
      [],
    );
    expect(check(gates)).toEqual([]);
  });

  it('go by alarms that exist before the release, not by those that are made for it', () => {
    const before = ['alarms-clear'];
    expect(check({ before })).toEqual([]);
    expect(fields({ before }, {}, managed as never)).toEqual(['gates.before[0].alarms-clear']);
  });
});

describe('Gates in the bakes', () => {
  const warned = (
    written: object,
    more: object = {},
    over: Parameters<typeof findings>[0] = {},
  ): [field: string, got: string][] => {
    const value = aWrittenManifest({ gates: { during: [written] }, ...more });
    const resolution = resolve(
      aRollout(),
      findings({ manifest: { kind: 'content', value }, allowedGates, ...over }),
    );
    if (resolution.kind !== 'prepared') throw new Error(JSON.stringify(resolution));
    return resolution.plan.warnings
      .filter(({ field }) => field.startsWith('gates.'))
      .map(({ field, got }) => [field, got]);
  };
  const smoke = { smoke: { inline: '1,2' } };

  it('are taken without a word where there is a bake for them', () => {
    expect(warned(smoke)).toEqual([]);
    expect(warned({ lambda: { function: 'greenlight-gate-check', timeout: '5m' } })).toEqual([]);
  });

  it.each([
    ['all at once', { rollout: { strategy: 'all-at-once', finalBake: '0s' }, alarms: [] }],
    ['linear', { rollout: { strategy: 'linear', step: '20%', bake: '5m', finalBake: '0s' } }],
  ])('are run late where there is no final bake: %s', (_, more) => {
    expect(warned(smoke, more)).toEqual([
      ['gates.during', 'none: its checks are run when the old fleet is gone, and going back takes a new one'],
    ]);
  });

  it('have their last batch’s bake in a rolling update', () => {
    expect(warned(smoke, { rollout: { strategy: 'rolling', step: '20%', bake: '5m' } })).toEqual([]);
  });

  it('are run late in a first release, which has no bakes', () => {
    const [[field, got] = []] = warned(smoke, {}, { live: undefined });
    expect(field).toBe('gates.during');
    expect(got).toContain('a first release');
  });

  it('that may take longer than it bakes are told', () => {
    const short = { rollout: { strategy: 'all-at-once', finalBake: '4m' } };
    expect(warned({ lambda: { function: 'greenlight-gate-check', timeout: '5m' } }, short)).toEqual([
      ['gates.during[0].lambda', 'one that may take 5m of the 4m that it bakes'],
    ]);
    // 300 requests of a second at most.
    expect(warned({ smoke: { inline: '1', requests: 300, within: '1s' } }, short)).toEqual([
      ['gates.during[0].smoke', 'one that may take 5m for 300 requests, of the 4m that it bakes'],
    ]);
  });
});

describe('A release with gates that cannot be', () => {
  it('is refused, with what is wrong and what to do', () => {
    const gates = { before: [{ lambda: { function: 'delete-everything' } }] };
    const value = aWrittenManifest({ gates });
    const resolution = resolve(aRollout(), findings({ manifest: { kind: 'content', value }, allowedGates }));
    expect(resolution).toMatchObject({
      kind: 'refused',
      problems: [{ field: 'gates.before[0].lambda.function', fix: expect.any(String) }],
    });
  });
});
