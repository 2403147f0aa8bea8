import { describe, expect, it } from 'vitest';
import { checkGates } from '../../../../core/plan/checks/gates.ts';
import { resolve } from '../../../../core/plan/resolve.ts';
import { aRollout, aWrittenManifest, findings } from '../../../support/builders.ts';
import { gatesOf } from '../../../support/gates.ts';

const allowedGates = { webhookHosts: ['checks.example.com'], functions: ['greenlight-gate-*'] };
const watched = [{ field: 'alarms[0].name', name: 'iris-5xx', on: 'rollback' } as const];
const managed = [{ ...watched[0], managed: { metric: '5xx-rate' } } as never];
const check = (written: unknown, around: object = { allowedGates }, alarms: typeof watched = watched) =>
  checkGates(gatesOf(written), around, alarms);
const fields = (...given: Parameters<typeof check>) => check(...given).map(({ field }) => field);

describe('Gates', () => {
  it('that are none have nothing against them', () => {
    expect(checkGates(undefined, {}, [])).toEqual([]);
  });

  it('may ask what is allowed at deploy time', () => {
    const before = [
      { webhook: { url: 'https://checks.example.com/ask' } },
      { lambda: { function: 'greenlight-gate-check' } },
    ];
    expect(check({ before })).toEqual([]);
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
  it('are refused as long as nothing runs them: a check that is not run must not look like one', () => {
    const during = [{ lambda: { function: 'greenlight-gate-check' } }];
    expect(fields({ during })).toEqual(['gates.during']);
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
