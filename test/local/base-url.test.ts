import { expect, test } from 'vitest';
import { servedAt } from '../../local/base-url.ts';

test.each([
  ['http://127.0.0.1:4566/_url/f/', 'http://127.0.0.1:5000/_url/f/'],
  ['http://127.0.0.1:4566', 'http://127.0.0.1:5000'],
  ['a=http://127.0.0.1:4566,b=http://127.0.0.1:4566/', 'a=http://127.0.0.1:5000,b=http://127.0.0.1:5000/'],
  ['http://127.0.0.1:45661/', 'http://127.0.0.1:45661/'],
  ['http://127a0b0c1:4566/', 'http://127a0b0c1:4566/'],
  ['app-state', 'app-state'],
])('%s is at %s once it is served', (text, expected) => {
  expect(servedAt(text, 'http://127.0.0.1:5000')).toBe(expected);
});
