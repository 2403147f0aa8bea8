import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyKey, manifestKeys } from '../../core/artifact-key.ts';
import { sentence } from '../../core/problem.ts';

describe('The key of an uploaded object', () => {
  it('names an artifact by endpoint and version', () => {
    expect(classifyKey('models/iris/v1/model.tar.gz')).toEqual({
      kind: 'artifact',
      artifact: 'archive',
      endpoint: 'iris',
      version: 'v1',
    });
  });

  it('names a folder that is complete by its marker', () => {
    expect(classifyKey('models/iris/v1/_READY')).toEqual({
      kind: 'artifact',
      artifact: 'folder',
      endpoint: 'iris',
      version: 'v1',
    });
  });

  it.each(['models/iris/greenlight.yaml', 'models/iris/greenlight.json'])('names a manifest: %s', (key) => {
    expect(classifyKey(key)).toEqual({ kind: 'manifest', endpoint: 'iris' });
  });

  it.each([
    ['the longest endpoint name, 63 characters', `models/${'a'.repeat(63)}/v1/model.tar.gz`],
    ['inner hyphens', 'models/fraud--eu-1/v1/model.tar.gz'],
    [
      'a version of letters, digits, dots, underscores and hyphens',
      'models/iris/2026-01-05_r.12/model.tar.gz',
    ],
    ['the longest version, 128 characters', `models/iris/${'9'.repeat(128)}/model.tar.gz`],
  ])('may have %s', (_, key) => {
    expect(classifyKey(key).kind).toBe('artifact');
  });

  it.each([
    ['of an object of a folder', 'models/iris/v1/config.json'],
    ['of a marker inside a folder, which belongs to the model', 'models/iris/v1/shards/_READY'],
    ['of a marker elsewhere', 'data/iris/_READY'],
    ['of a marker under another name', 'models/iris/v1/NOT_READY'],
    ['of a manifest elsewhere', 'config/iris/greenlight.yaml'],
    ['of a manifest inside a version, where none is read', 'models/iris/v1/greenlight.yaml'],
    ['of a marker among our own copies', 'releases/iris/iris-0123456789ab/_READY'],
    ['of another file', 'models/iris/v1/notes.txt'],
    ['of a plain tar', 'models/iris/v1/model.tar'],
    ['with a suffix in capitals', 'models/iris/v1/MODEL.TAR.GZ'],
    ['of one of our own copies', 'releases/iris/iris-0123456789ab/model.tar.gz'],
    ['that is empty', ''],
  ])('%s is nobody’s business', (_, key) => {
    expect(classifyKey(key)).toEqual({ kind: 'not-ours' });
  });

  it.each([
    ['without a version', 'models/iris/model.tar.gz'],
    ['without any folder', 'model.tar.gz'],
    ['with an empty endpoint', 'models//v1/model.tar.gz'],
    ['with an empty version', 'models/iris//model.tar.gz'],
    ['one folder too deep', 'models/iris/v1/extra/model.tar.gz'],
    ['under another prefix', 'model/iris/v1/model.tar.gz'],
    ['under the prefix in capitals', 'Models/iris/v1/model.tar.gz'],
    ['with a leading slash', '/models/iris/v1/model.tar.gz'],
    ['of another file name', 'models/iris/v1/weights.tar.gz'],
    ['where releases/ is not the first folder', 'models/iris/releases/x.tar.gz'],
    ['with .. for an endpoint', 'models/../v1/model.tar.gz'],
    ['with .. for a version', 'models/iris/../model.tar.gz'],
    ['with an underscore in the endpoint', 'models/my_iris/v1/model.tar.gz'],
    ['with a hyphen at the end of the endpoint', 'models/iris-/v1/model.tar.gz'],
    ['with letters beyond ASCII', 'models/írisz/v1/model.tar.gz'],
    ['with a version beyond ASCII', 'models/iris/v１/model.tar.gz'],
    ['with a line break at the end of the endpoint', 'models/iris\n/v1/model.tar.gz'],
    ['with a line break at the end of the version', 'models/iris/v1\n/model.tar.gz'],
    ['with a NUL', 'models/iris/v\u0000/model.tar.gz'],
    ['with an endpoint of 64 characters', `models/${'a'.repeat(64)}/v1/model.tar.gz`],
    ['with an endpoint of 64 characters, most of them hyphens', `models/a${'-'.repeat(62)}b/v1/model.tar.gz`],
    ['with a version of 129 characters', `models/iris/${'9'.repeat(129)}/model.tar.gz`],
    ['of a marker without a version', 'models/iris/_READY'],
    ['of a marker without an endpoint', 'models/_READY'],
    ['of a marker with an empty version', 'models/iris//_READY'],
    ['of a marker with an underscore in the endpoint', 'models/my_iris/v1/_READY'],
    ['of a marker with .. for a version', 'models/iris/../_READY'],
    ['of a manifest whose endpoint cannot be', 'models/my_iris/greenlight.yaml'],
    ['of a manifest with the other suffix of YAML, which nobody reads', 'models/iris/greenlight.yml'],
  ])('%s is misplaced, and the problem says what was expected', (_, key) => {
    const kind = classifyKey(key);
    expect(kind).toMatchObject({ kind: 'misplaced', problem: { field: expect.stringMatching(/^key/) } });
    if (kind.kind === 'misplaced') expect(sentence(kind.problem)).toMatch(/expected .+, got "/);
  });

  it('is told in one short line, however long and hostile it is', () => {
    const kind = classifyKey(`models/${'x\r\n'.repeat(300)}/v1/model.tar.gz`);
    if (kind.kind !== 'misplaced') throw new Error(kind.kind);
    expect(kind.problem.got.length).toBeLessThan(100);
    expect(kind.problem.got).not.toMatch(/\p{Cc}/u);
  });

  it('is an artifact only if SageMaker takes the endpoint’s name, whatever is uploaded', () => {
    const part = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', 'Z', '0', '-', '.', '_') }));
    const keys = fc
      .tuple(part, part)
      .map(([endpoint, version]) => `models/${endpoint}/${version}/model.tar.gz`);
    fc.assert(
      fc.property(keys, (key) => {
        const kind = classifyKey(key);
        if (kind.kind !== 'artifact') return;
        expect(kind.endpoint).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
        expect(kind.endpoint.length).toBeLessThanOrEqual(63);
        expect(key).toBe(`models/${kind.endpoint}/${kind.version}/model.tar.gz`);
        expect(classifyKey(key.replace('model.tar.gz', '_READY'))).toEqual({ ...kind, artifact: 'folder' });
      }),
    );
  });

  it('of a manifest stands beside the artifacts, as YAML or JSON', () => {
    expect(manifestKeys('iris')).toEqual(['models/iris/greenlight.yaml', 'models/iris/greenlight.json']);
  });
});
