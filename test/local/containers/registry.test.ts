import { expect, test } from 'vitest';
import { parseRegistry } from '../../../local/containers/registry.ts';

test('a registry file names a command for each image, run in the folder of the file', () => {
  const registry = parseRegistry('{"local:iris": {"command": ["node", "iris/serve.ts"]}}', '/srv/examples');
  expect(registry).toEqual({ 'local:iris': { argv: ['node', 'iris/serve.ts'], cwd: '/srv/examples' } });
});

test('every problem is told at once', () => {
  const text = JSON.stringify({
    iris: { command: ['node'] },
    'local:empty': { command: [] },
    'local:shell': { command: 'node serve.js' },
    'local:more': { command: ['node'], cwd: '/' },
  });
  let message = '';
  try {
    parseRegistry(text, '/');
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain('iris: expected an image name like "local:iris"');
  expect(message).toContain('local:empty.command');
  expect(message).toContain('local:shell.command: Invalid input: expected tuple, received string');
  expect(message).toContain('local:more: Unrecognized key: "cwd"');
});

test('what is no JSON is told as such', () => {
  expect(() => parseRegistry('{', '/')).toThrow(/^container registry: not JSON: /);
  expect(() => parseRegistry('[]', '/')).toThrow(/^container registry: the whole: /);
});
