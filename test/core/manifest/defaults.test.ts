import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseManifestText } from '../../../adapters/s3/manifest.ts';
import { overDefaults, withDefaults } from '../../../core/manifest/defaults.ts';
import { defaultsProblems } from '../../../core/manifest/defaults-problems.ts';
import type { ManifestFinding } from '../../../core/manifest/manifest-finding.ts';
import { parseManifest } from '../../../core/manifest/parse.ts';
import { sentence } from '../../../core/values/problem.ts';

const key = 'models/greenlight.defaults.yaml';
const none: ManifestFinding = { kind: 'none' };

/** As the store finds them. */
const found = (at: string, text: string): ManifestFinding => ({
  ...parseManifestText(at, text),
  version: 'v1',
});
const ownFile = (text: string) => found('models/iris/greenlight.yaml', text);
const defaultsFile = (text: string) => found(key, text);

describe('A manifest over the defaults', () => {
  it.each([
    ['takes what it leaves out', { keep: 3 }, { notify: { severity: 'warning' } }, undefined],
    ['keeps what it says', { keep: 3 }, { keep: 9 }, { keep: 3 }],
    [
      'merges at every depth',
      { model: { environment: { A: '1' } }, fleet: { instanceCount: 2 } },
      { model: { image: 'i', environment: { A: '0', B: '0' } }, fleet: { instanceType: 't' } },
      {
        model: { image: 'i', environment: { A: '1', B: '0' } },
        fleet: { instanceCount: 2, instanceType: 't' },
      },
    ],
    ['replaces lists', { alarms: [{ name: 'a' }] }, { alarms: [{ name: 'b' }] }, { alarms: [{ name: 'a' }] }],
    [
      'replaces the gates of a stage, and merges the stages',
      { gates: { before: [] } },
      { gates: { before: ['alarms-clear'], after: [{ soak: '5m' }] } },
      { gates: { before: [], after: [{ soak: '5m' }] } },
    ],
    [
      'fills up the same strategy',
      { rollout: { strategy: 'linear', bake: '9m' } },
      { rollout: { strategy: 'linear', step: '20%', bake: '5m' } },
      { rollout: { strategy: 'linear', step: '20%', bake: '9m' } },
    ],
    [
      'fills up a strategy that only one of them names',
      { rollout: { bake: '9m' } },
      { rollout: { strategy: 'linear', step: '20%' } },
      { rollout: { strategy: 'linear', step: '20%', bake: '9m' } },
    ],
    [
      'inherits nothing of another strategy',
      { rollout: { strategy: 'all-at-once' } },
      { rollout: { strategy: 'linear', step: '20%' } },
      { rollout: { strategy: 'all-at-once' } },
    ],
    [
      'inherits nothing of a strategy as AWS writes it',
      { rollout: { bake: '5m' } },
      { rollout: { deploymentConfig: {} } },
      { rollout: { bake: '5m' } },
    ],
    [
      'takes the place of a strategy by retaining one',
      { rollout: { retain: true } },
      { rollout: { strategy: 'linear', step: '20%' } },
      { rollout: { retain: true } },
    ],
    ['refuses a field without a value, as ever', { gates: null }, { gates: { before: [] } }, { gates: null }],
    ['may be empty', null, { keep: 9 }, { keep: 9 }],
    ['of another form than fields stays as it is', 'text', { keep: 9 }, 'text'],
  ])('%s', (_, own, defaults, expected) => {
    const all = { ...(defaults as object), ...(own as object) };
    expect(overDefaults(own, defaults)).toEqual(expected ?? all);
  });

  it('is itself where the defaults are empty, and the defaults where it is', () => {
    const fields = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fields, (value) => {
        expect(overDefaults(value, {})).toEqual(value);
        expect(overDefaults({}, value)).toEqual(value);
        expect(overDefaults(value, value)).toEqual(value);
      }),
    );
  });

  it('cannot be made to change what all objects have', () => {
    overDefaults(JSON.parse('{"__proto__": {"polluted": 1}}'), JSON.parse('{"__proto__": {"more": 1}}'));
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('What is wrong in either file', () => {
  const told = (own: ManifestFinding, defaults: ManifestFinding): string[] => {
    const both = withDefaults(own, defaults);
    if (both.kind !== 'content') return both.kind === 'none' ? [] : both.problems.map(sentence);
    const parsed = parseManifest(both.value, both.placeOf);
    return parsed.ok ? [] : parsed.problems.map(sentence);
  };

  it('is told with the file that holds it, if that is not the endpoint’s own', () => {
    const own = ownFile('fleet:\n  instanceCount: 0\nrollout:\n  bake: 2 minutes\n');
    const defaults = defaultsFile('keep: 0\nrollout:\n  strategy: linear\n  step: much\n  timout: 1h\n');
    expect(told(own, defaults)).toEqual([
      `rollout.timout (${key}, line 5): unknown field; did you mean timeout?`,
      expect.stringMatching(/^fleet\.instanceCount \(line 2\): expected at least 1 instance, got 0/),
      expect.stringMatching(/^rollout\.step \(models\/greenlight\.defaults\.yaml, line 4\): /),
      expect.stringMatching(/^rollout\.bake \(line 4\): /),
      expect.stringMatching(/^keep \(models\/greenlight\.defaults\.yaml, line 1\): /),
    ]);
  });

  it('is told by item in a list that replaces another one', () => {
    const own = ownFile('alarms:\n  - name: a\n    on: panic\n');
    expect(told(own, defaultsFile('alarms:\n  - name: b\n  - name: c\n'))).toEqual([
      expect.stringMatching(/^alarms\[0\]\.on \(line 3\): /),
    ]);
  });

  it('does not matter if the endpoint’s own replaces it', () => {
    expect(told(ownFile('keep: 5'), defaultsFile('keep: many'))).toEqual([]);
  });

  it.each([
    ['syntax', 'keep: [', `${key}: expected YAML, got a syntax error in line 1, column 8`],
    ['a list', '- keep: 5', `${key}: expected the fields of a manifest, got a list.`],
    ['a text', 'keep', `${key}: expected the fields of a manifest, got "keep".`],
  ])('%s in the defaults makes both unusable', (_, text, expected) => {
    for (const own of [none, ownFile('keep: 5')]) {
      const both = withDefaults(own, defaultsFile(text));
      expect(both).toMatchObject({ kind: 'unreadable', defaults: { key, version: 'v1' } });
      expect(told(own, defaultsFile(text)).join()).toContain(expected);
    }
    // Its own version is still known: what is settled and postponed is told apart by it.
    expect(withDefaults(ownFile('keep: 5'), defaultsFile(text))).toMatchObject({
      key: 'models/iris/greenlight.yaml',
      version: 'v1',
    });
  });

  it('makes both unusable if neither can be read, and all of it is told', () => {
    expect(told(ownFile('keep: ['), defaultsFile('- keep'))).toHaveLength(2);
  });
});

describe('Both files', () => {
  it('are the endpoint’s own alone where there are no defaults', () => {
    const own = ownFile('keep: 5');
    expect(withDefaults(own, none)).toBe(own);
    expect(withDefaults(none, none)).toEqual(none);
  });

  it('are the defaults alone where there is no manifest: without a key of its own', () => {
    const both = withDefaults(none, defaultsFile('keep: 7'));
    expect(both).toMatchObject({ kind: 'content', value: { keep: 7 }, defaults: { key, version: 'v1' } });
    expect(both).not.toHaveProperty('key');
    expect(both.kind === 'content' && both.placeOf?.(['keep'])).toEqual({ file: key, line: 1 });
  });

  it('keep the mark of the push that the manifest came with', () => {
    const comesWith = { artifact: 'a', push: 'p' };
    const own = { ...ownFile('keep: 5'), comesWith } as ManifestFinding;
    expect(withDefaults(own, defaultsFile('keep: 7'))).toMatchObject({ comesWith, value: { keep: 5 } });
  });
});

describe('Defaults by themselves', () => {
  const problems = (text: string) => defaultsProblems(defaultsFile(text)).map(sentence);

  it.each([
    ['nothing', '# nothing yet'],
    ['a part of a rollout', 'rollout: { bake: 5m, timeout: 1h }'],
    ['a strategy without its step', 'rollout: { strategy: linear }'],
    ['a resize without its count', 'fleet: { resize: true }'],
    ['all of a manifest', 'keep: 3\nalarms: [{ name: a }]\ngates: { before: [alarms-clear] }'],
  ])('may have %s, since the endpoint’s own may say the rest', (_, text) => {
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ['an unknown field', 'kep: 3', [`kep (${key}, line 1): unknown field; did you mean keep?`]],
    ['a bad value', 'rollout: { bake: 2 minutes }', [expect.stringMatching(/^rollout\.bake \(.*line 1\)/)]],
    [
      'an incomplete item of a list',
      'alarms: [{ metric: 5xx-rate, above: 1% }]',
      [expect.stringMatching(/^alarms\[0\]\.for/)],
    ],
    ['no value where fields belong', 'gates:', [expect.stringMatching(/^gates .*got null/)]],
    ['a syntax error', 'keep: [', [expect.stringContaining('syntax error')]],
  ])('with %s are told', (_, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('may be missing', () => {
    expect(defaultsProblems(none)).toEqual([]);
  });
});
