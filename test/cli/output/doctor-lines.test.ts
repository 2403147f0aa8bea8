import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { adoptLines } from '../../../cli/output/adopt-lines.ts';
import { endpointLines, installationLines, tally } from '../../../cli/output/doctor-lines.ts';

const problem = {
  check: 'role',
  weight: 'problem',
  found: 'the models’ role may not be passed on to SageMaker, and a release would be refused for that',
  todo: 'Deploy with allowed.roles in the stage’s settings (npx greenlight docs settings)',
} as const;
const note = { check: 'data', weight: 'note', found: 'the model data is at s3://a/b' } as const;
const examined = { endpoint: 'iris', verdict: 'blocked', findings: [problem, note] } as const;
const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);

describe('Findings', () => {
  it('are told with what to do', () => {
    expect(plain(endpointLines(examined, 80))).toEqual([
      'iris  not yet',
      '  ✗ role: the models’ role may not be passed on to SageMaker, and a release',
      '    would be refused for that',
      '    → Deploy with allowed.roles in the stage’s settings (npx greenlight docs',
      '    settings)',
      '  · data: the model data is at s3://a/b',
    ]);
  });

  it.each([40, 80])('fit %s columns', (columns) => {
    for (const lines of [
      endpointLines(examined, columns),
      installationLines(
        { stage: 'prod', deployed: true, findings: [{ ...problem, check: 'rules' }] },
        'eu-west-1',
        columns,
      ),
      adoptLines(
        { endpoint: 'iris', done: 'nothing', steps: [problem.found], findings: [note] },
        columns,
        true,
      ),
    ])
      expect(plain(lines).filter((line) => line.length > columns)).toEqual([]);
  });

  it('are without notes where there are many endpoints', () => {
    expect(plain(endpointLines(examined, 80, false)).join()).not.toContain('data:');
  });

  it('are counted by verdict', () => {
    const of = (verdict: 'ready' | 'adoptable' | 'blocked' | 'missing') => ({ verdict });
    expect(tally([of('ready'), of('missing'), of('ready')])).toBe('3 endpoints: 2 ready, 1 not there');
    expect(tally([of('adoptable')])).toBe('1 endpoint: 1 can be adopted');
  });

  it('that are only notes leave an installation sound', () => {
    const lines = installationLines(
      { stage: 'prod', deployed: true, findings: [{ ...note, check: 'secrets' }] },
      'eu-west-1',
      80,
    );
    expect(plain(lines)[0]).toBe('stage prod, eu-west-1  sound');
  });
});
