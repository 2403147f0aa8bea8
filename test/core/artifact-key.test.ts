import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyKey, defaultsKey, manifestKeys } from '../../core/artifact-key.ts';
import { sentence } from '../../core/values/problem.ts';

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

  it('names the defaults for all endpoints', () => {
    expect(classifyKey(defaultsKey)).toEqual({ kind: 'defaults' });
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
    ['of defaults inside a model', 'models/iris/v1/greenlight.defaults.yaml'],
    ['of defaults elsewhere', 'config/greenlight.defaults.yaml'],
    ['of a manifest elsewhere', 'config/iris/greenlight.yaml'],
    ['of a manifest inside a model', 'models/iris/v1/config/greenlight.yaml'],
    ['of a manifest that is kept under another name', 'models/iris/greenlight-staging.yaml'],
    ['of a manifest that is kept as it was', 'models/iris/greenlight.yaml.bak'],
    ['of a marker in the root, as other tools write it', '_READY'],
    ['of an archive inside a model', 'models/iris/v1/assets/model.zip'],
    ['of an archive under another name', 'models/iris/v1/weights.tgz'],
    ['of an archive elsewhere', 'data/iris/model.tgz'],
    ['of a marker among our own copies', 'releases/iris/iris-0123456789ab/_READY'],
    ['of another file', 'models/iris/v1/notes.txt'],
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
    ['of a manifest beside its artifact', 'models/iris/v1/greenlight.yaml'],
    ['of a manifest beside its artifact, as JSON', 'models/iris/v1/greenlight.json'],
    ['of a manifest without an endpoint', 'models/greenlight.yaml'],
    ['of a manifest in the root', 'greenlight.yaml'],
    ['of a manifest under the prefix in capitals', 'Models/iris/greenlight.yaml'],
    ['of a manifest in capitals', 'models/iris/Greenlight.yaml'],
    ['of a manifest with its suffix in capitals', 'models/iris/greenlight.YAML'],
    ['of a manifest with a hyphen in its name', 'models/iris/green-light.yaml'],
    ['of a manifest as Notepad names it', 'models/iris/greenlight.yaml.txt'],
    ['of a manifest as a browser names the second one', 'models/iris/greenlight (1).yaml'],
    ['of a manifest with a hyphen too many', 'models/iris/greenlight-.yaml'],
    ['of defaults with the other suffix of YAML', 'models/greenlight.defaults.yml'],
    ['of defaults as JSON', 'models/greenlight.defaults.json'],
    ['of defaults in capitals', 'models/Greenlight.Defaults.yaml'],
    ['of defaults with a hyphen', 'models/greenlight-defaults.yaml'],
    ['of defaults in the root', 'greenlight.defaults.yaml'],
    ['of defaults beside a manifest', 'models/iris/greenlight.defaults.yaml'],
    ['of defaults under the prefix in capitals', 'Models/greenlight.defaults.yaml'],
    ['of a plain tar', 'models/iris/v1/model.tar'],
    ['of an archive by its short suffix', 'models/iris/v1/model.tgz'],
    ['of a zip', 'models/iris/v1/model.zip'],
    ['of an archive in capitals', 'models/iris/v1/Model.tar.gz'],
    ['of an archive with its suffix in capitals', 'models/iris/v1/MODEL.TAR.GZ'],
    ['of a marker in small letters', 'models/iris/v1/_ready'],
    ['of a marker without its underscore', 'models/iris/v1/READY'],
    ['of a marker as Notepad names it', 'models/iris/v1/_READY.txt'],
    ['of a marker under the prefix in capitals', 'Models/iris/v1/_READY'],
  ])('%s is misplaced, and the problem says what was expected', (_, key) => {
    const kind = classifyKey(key);
    expect(kind).toMatchObject({ kind: 'misplaced', problem: { field: expect.stringMatching(/^key/) } });
    if (kind.kind === 'misplaced') expect(sentence(kind.problem)).toMatch(/expected .+, got "/);
  });

  it.each([
    [
      'models/iris/v1/greenlight.yaml',
      'manifest',
      'key: expected models/iris/greenlight.yaml, got "models/iris/v1/greenlight.yaml". Upload it again as models/iris/greenlight.yaml: where it is, it is not read.',
    ],
    ['models/iris/Greenlight.JSON.txt', 'manifest', 'expected models/iris/greenlight.json, got'],
    ['models/my_iris/v1/greenlight.yml', 'manifest', 'expected models/<endpoint>/greenlight.yaml, got'],
    [
      'models/iris/greenlight.defaults.yaml',
      'manifest',
      'expected models/greenlight.defaults.yaml, for all endpoints, got "models/iris/greenlight.defaults.yaml". Upload it again as models/greenlight.defaults.yaml: where it is, it is not read.',
    ],
    ['Models/iris/greenlight.yaml', 'manifest', 'Upload it again as models/iris/greenlight.yaml:'],
    ['Models/iris/v1/model.tar.gz', 'archive', 'Upload it again as models/iris/v1/model.tar.gz.'],
    ['model/iris/v1/_READY', 'marker', 'Write it again as models/iris/v1/_READY,'],
    ['models/iris/v1/model.tgz', 'archive', 'Upload it again as models/iris/v1/model.tar.gz.'],
    [
      'models/iris/v1/model.zip',
      'archive',
      'Pack the model with tar -czf model.tar.gz -C <folder> . and upload that as models/iris/v1/model.tar.gz.',
    ],
    ['models/iris/model.tar.gz', 'archive', 'expected models/iris/<version>/model.tar.gz, got'],
    [
      'models/iris/v1/READY',
      'marker',
      "Write it again as models/iris/v1/_READY, beside the model's objects.",
    ],
  ])('%s is told with where it belongs', (key, meant, words) => {
    const kind = classifyKey(key);
    if (kind.kind !== 'misplaced') throw new Error(kind.kind);
    expect(kind.meant).toBe(meant);
    expect(sentence(kind.problem)).toContain(words);
  });

  it('of what belongs to a model is nobody’s business, whatever the model’s files are called', () => {
    const words = ['config', 'model', 'greenlight', 'light', 'ready', 'weights', 'tokenizer', 'v2', 'a'];
    const name = fc
      .tuple(
        fc.constantFrom(...words),
        fc.constantFrom('-', '_', '.', ''),
        fc.constantFrom('base', 'staging', '00001-of-00002', 'notes', 'bak'),
        fc.constantFrom('.json', '.yaml', '.bin', '.safetensors', '.pt', '.txt', ''),
      )
      .map((parts) => parts.join(''));
    const deeper = fc.constantFrom('', 'assets/', 'greenlight/', 'ready/');
    fc.assert(
      fc.property(deeper, name, (folder, file) => {
        expect(classifyKey(`models/iris/v1/${folder}${file}`)).toEqual({ kind: 'not-ours' });
      }),
    );
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
