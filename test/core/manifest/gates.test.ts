import { describe, expect, it } from 'vitest';
import { gateProblems, gates } from '../../../core/manifest/gates.ts';
import { manifestJsonSchema } from '../../../core/manifest/json-schema.ts';
import { fieldPath } from '../../../core/manifest/lines.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';
import { gatesOf } from '../../support/gates.ts';
import { gateNamesAt } from '../../support/registry-names.ts';

const problemsIn = (written: unknown) =>
  (gates.safeParse(written).error?.issues ?? []).map(({ path, message }) => `${fieldPath(path)}: ${message}`);

describe('Gates in the manifest', () => {
  it('are read as docs/gates.md writes them', () => {
    const read = gatesOf({
      before: [
        { window: 'Mon-Fri 09:00-17:00 Europe/Berlin' },
        { approval: { timeout: '8h', otherwise: 'reject' } },
        'alarms-clear',
      ],
      during: [{ smoke: { payload: 'sample.json', at: 'final-bake' } }],
      after: [
        { smoke: { payload: 'sample.json', contentType: 'application/json', expect: 'body.score < 1' } },
        { soak: '30m' },
      ],
    });
    expect(read.before.map(({ kind }) => kind)).toEqual(['window', 'approval', 'alarms-clear']);
    expect(read.during).toMatchObject([{ kind: 'smoke', config: { payload: { file: 'sample.json' } } }]);
    expect(read.after).toMatchObject([{ kind: 'smoke' }, { kind: 'soak', config: { forSeconds: 1800 } }]);
  });

  it('need not be there', () => {
    expect(gatesOf({})).toEqual({ before: [], during: [], after: [] });
  });

  it('tell all their problems at once, each where it is', () => {
    expect(
      problemsIn({
        before: ['alarm-clear', { soak: '30m' }, { approval: { timeout: 'soon', otherwise: 'maybe' } }],
        after: [
          { soak: '30m', smoke: { inline: 'x' } },
          {},
          17,
          { approval: { timeout: '1h', tiemout: '2h' } },
        ],
        later: [],
      }),
    ).toEqual([
      `before[0]: one gate: ${gateNamesAt('before')}`,
      'before[1]: no soak before the shift; it can stand after the shift',
      'before[2].approval.timeout: a duration such as 5m, from 1m to 720h',
      'before[2].approval.otherwise: approve or reject',
      `after[0]: one gate: ${gateNamesAt('after')}`,
      `after[1]: one gate: ${gateNamesAt('after')}`,
      `after[2]: one gate: ${gateNamesAt('after')}`,
      'after[3].approval: fields such as timeout and otherwise',
      ': lists before, during and after',
    ]);
  });

  it('name a misspelt field, as everything in a manifest does', () => {
    const gates = { after: [{ soak: '30m' }, { approval: { timeout: '1h', tiemout: '2h' } }] };
    const parsed = parseManifest({ gates });
    expect(parsed.ok ? [] : parsed.problems.map(sentence)).toEqual([
      'gates.after[1].approval.tiemout: unknown field; there are timeout, otherwise, by and anyoneWithLink.',
    ]);
  });

  it('that need fields say so where a bare name stands', () => {
    expect(problemsIn({ before: ['approval', 'smoke'] })).toEqual([
      'before[0]: approval with its fields, not its name alone: timeout',
      'before[1]: smoke with its fields, not its name alone: endpoint',
    ]);
  });

  it('are ten in a row at most', () => {
    expect(problemsIn({ after: Array.from({ length: 11 }, () => ({ soak: '1m' })) })).toEqual([
      'after: at most 10 gates',
    ]);
  });

  it('reach only what was allowed at deploy time', () => {
    const read = gatesOf({
      before: ['alarms-clear', { webhook: { url: 'https://evil.example.net/' } }],
      during: [{ lambda: { function: 'their-function' } }],
    });
    const around = { webhookHosts: ['checks.example.com'], functions: ['our-*'], alarms: [] };
    expect(gateProblems(read, around).map(({ field }) => field)).toEqual([
      'gates.before[0].alarms-clear',
      'gates.before[1].webhook.url',
      'gates.during[0].lambda.function',
    ]);
    expect(gateProblems(read, { webhookHosts: ['*'], functions: ['*'], alarms: ['kpi'] })).toEqual([]);
  });

  it('have a JSON Schema: a form for each kind of the stage, and the names that need no fields', () => {
    const { properties } = manifestJsonSchema() as { properties: Record<string, unknown> };
    const text = JSON.stringify(properties.gates);
    for (const word of ['"soak"', '"final-bake"', '"roll-back"', '"freeze"', '"enum":["alarms-clear"]'])
      expect(text).toContain(word);
    // Nothing that points out of its form.
    expect(text).not.toContain('$ref');
  });
});
