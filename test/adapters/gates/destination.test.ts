import { describe, expect, it } from 'vitest';
import { destinationOf } from '../../../adapters/gates/destination.ts';
import type { Resolve } from '../../../adapters/gates/pinned-post.ts';

const publicV4 = { address: '93.184.215.14', family: 4 } as const;
const publicV6 = { address: '2606:2800:21f::1', family: 6 } as const;
const allowed = ['hooks.example.com', '*.checks.example.com', 'hooks.example.com:8443'];
const resolvesTo =
  (...addresses: Awaited<ReturnType<Resolve>>): Resolve =>
  async () =>
    addresses;
const never: Resolve = async () => {
  throw new Error('looked up what it should not');
};

const to = (url: string, resolve: Resolve = never, list: readonly string[] = allowed) =>
  destinationOf(url, list, resolve);

describe('A webhook may be sent', () => {
  it.each([
    'https://hooks.example.com/gate?x=1',
    'https://eu.checks.example.com/',
    'https://hooks.example.com:8443/',
  ])('to an allowed host with public addresses, all of which it gives: %s', async (url) => {
    const destination = await to(url, resolvesTo(publicV4, publicV6));
    expect(destination).toEqual({ kind: 'allowed', url: new URL(url), addresses: [publicV4, publicV6] });
  });

  it('to this machine, where the list names it whole', async () => {
    const url = 'http://127.0.0.1:4567/check';
    expect(await to(url, never, ['http://127.0.0.1:4567'])).toEqual({
      kind: 'allowed',
      url: new URL(url),
      addresses: [{ address: '127.0.0.1', family: 4 }],
    });
  });
});

describe('A webhook is not sent', () => {
  it.each([
    ['no address', 'hooks.example.com', /expected an https address/],
    ['plain http', 'http://hooks.example.com/', /expected an https address, got http:/],
    ['a file', 'file:///etc/passwd', /expected an https address, got file:/],
    ['with a password', 'https://me:secret@hooks.example.com/', /without user and password/],
    ['a host that is not listed', 'https://evil.example/', /host evil\.example is not allowed/],
    ['a host that looks listed', 'https://hooks.example.com.evil.example/', /not allowed/],
    ['a host that looks listed', 'https://evil.example/.checks.example.com', /not allowed/],
    ['a host that looks listed', 'https://hooks.example.com@evil.example/', /without user/],
    ['another port', 'https://hooks.example.com:22/', /hooks\.example\.com:22 is not allowed/],
    ['this machine', 'http://127.0.0.1:4567/', /expected an https/],
  ])('to %s: %s', async (_, url, why) => {
    const destination = await to(url);
    expect(destination).toMatchObject({ kind: 'refused', why: expect.stringMatching(why) });
    expect(JSON.stringify(destination)).not.toContain('secret');
  });

  it.each(['*', 'http://*', 'http://127.0.0.1:*', '127.0.0.1:4567'])(
    'to this machine, though the list has %s',
    async (pattern) => {
      expect(await to('http://127.0.0.1:4567/', never, [pattern])).toMatchObject({ kind: 'refused' });
    },
  );

  it('to an allowed host that has a private address, even beside a public one, which is not told', async () => {
    const destination = await to(
      'https://hooks.example.com/',
      resolvesTo(publicV4, { address: '10.1.2.3', family: 4 }),
    );
    expect(destination).toEqual({
      kind: 'refused',
      why: 'host hooks.example.com has an address outside the public internet',
    });
  });

  it('to a host without any address', async () => {
    expect(await to('https://hooks.example.com/', resolvesTo())).toMatchObject({ kind: 'refused' });
  });

  it.each([
    'https://169.254.169.254/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[fd00:ec2::254]/',
  ])('to metadata by number, though any host is allowed: %s', async (url) => {
    expect(await to(url, never, ['*'])).toMatchObject({
      kind: 'refused',
      why: expect.stringMatching(/public/),
    });
  });
});
