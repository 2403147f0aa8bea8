import { describe, expect, it } from 'vitest';
import { leaks } from '../../scenarios/release-secrets.ts';
import type { ReleaseWorld } from '../../scenarios/release-world.ts';

const signing = 's1gn1ngs1gn1ng';
const secrets: Record<string, string> = {
  'greenlight-local/signing': signing,
  'greenlight-local/links': 'l1nksl1nksl1nks',
  'greenlight-local/slack': '{"botToken":"xoxb-1-2-3-4-5","channel":"C0"}',
};
const token = `AQCU${'x'.repeat(128)}`;

/** As much of a world as is looked at. */
const worldOf = (over: object = {}) =>
  ({
    logged: [],
    notices: [],
    announced: () => [],
    ledger: () => Promise.resolve([]),
    clock: { drive: (work: Promise<unknown>) => work },
    aws: {
      slack: { messages: () => [] },
      clients: () => ({
        send: ({ input: { SecretId } }: { input: { SecretId: string } }) =>
          Promise.resolve({ Name: SecretId, SecretString: secrets[SecretId] }),
      }),
    },
    ...over,
  }) as unknown as ReleaseWorld;

describe('The search for secrets', () => {
  it.each([
    ['the log of openGates', { logged: [{ by: 'openGates', text: `asked with ${signing}` }] }],
    ['a notice', { notices: [{ body: `{"title":"${signing}"}`, attributes: {} }] }],
    ['a notice', { notices: [{ body: '{}', attributes: { phase: signing } }] }],
    ['an announcement', { announced: () => [{ detail: { cause: signing } }] }],
    ['the ledger', { ledger: () => Promise.resolve([{ pk: 'a', plan: { url: signing } }]) }],
  ])('finds one in %s', async (where, over) => {
    expect(await leaks(worldOf(over))).toEqual([`11: greenlight-local/signing is in ${where}`]);
  });

  it('finds those within a JSON secret, and what the local Slack gives', async () => {
    const logged = [{ by: 'x', text: 'xoxb-1-2-3-4-5 and xoxb-local-greenlight in C0' }];
    expect(await leaks(worldOf({ logged }))).toEqual([
      '11: greenlight-local/slack is in the log of x',
      "11: Slack's botToken is in the log of x",
    ]);
  });

  it('finds task tokens but in the ledger, which keeps them', async () => {
    const ledger = () => Promise.resolve([{ token }]);
    expect(await leaks(worldOf({ ledger }))).toEqual([]);
    expect(await leaks(worldOf({ ledger, logged: [{ by: 'x', text: token }] }))).toEqual([
      '11: a task token is in the log of x',
    ]);
  });
});
