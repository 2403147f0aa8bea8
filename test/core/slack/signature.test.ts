import { describe, expect, it } from 'vitest';
import { refuseSignature, slackSignature } from '../../../core/slack/signature.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const bytes = (text: string) => new TextEncoder().encode(text);
const body = bytes(
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
);
const timestamp = '1531420618';
const now = 1_531_420_618_000;
/** The worked example of Slack's own page "Verifying requests from Slack". */
const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';

const refuse = (over: object = {}, at = now, secrets = [secret]) =>
  refuseSignature(secrets, { timestamp, signature, body, ...over }, at);

describe('Slack’s signature', () => {
  it('is that of Slack’s example', () => {
    expect(slackSignature(secret, timestamp, body)).toBe(signature);
    expect(refuse()).toBe(undefined);
  });

  it('is of the very bytes: one more or another one is refused', () => {
    expect(refuse({ body: bytes(`${new TextDecoder().decode(body)}&`) })).toBe('wrong');
    // Bytes that are no UTF-8 are signed as they are.
    const raw = new Uint8Array([0xff, 0x00, 0xfe]);
    const signed = slackSignature(secret, timestamp, raw);
    expect(refuse({ body: raw, signature: signed })).toBe(undefined);
    expect(refuse({ body: new Uint8Array([0xff, 0x00, 0xfd]), signature: signed })).toBe('wrong');
  });

  it.each([
    [300, undefined],
    [301, 'too-old'],
    [-300, undefined],
    [-301, 'ahead'],
  ])('%i seconds after it was made: %s', (seconds, refusal) => {
    expect(refuse({}, now + seconds * 1000)).toBe(refusal);
  });

  it.each([
    ['no timestamp', { timestamp: undefined }, 'missing'],
    ['no signature', { signature: undefined }, 'missing'],
    ['another timestamp', { timestamp: '1531420619' }, 'wrong'],
    ['a timestamp that is none', { timestamp: '1e9' }, 'malformed'],
    ['a negative one', { timestamp: '-1531420618' }, 'malformed'],
    ['two signatures', { signature: `${signature}, ${signature}` }, 'malformed'],
    ['a short signature', { signature: signature.slice(0, -1) }, 'malformed'],
    ['another version', { signature: signature.replace('v0', 'v1') }, 'malformed'],
    ['capitals', { signature: signature.toUpperCase().replace('V0', 'v0') }, 'malformed'],
  ])('%s is refused', (_, over, refusal) => {
    expect(refuse(over)).toBe(refusal);
  });

  it('may be made with either secret while one is being replaced', () => {
    expect(refuse({}, now, ['new', secret])).toBe(undefined);
    expect(refuse({}, now, ['new'])).toBe('wrong');
  });

  it('is never checked with an empty secret, with which anybody could sign', () => {
    expect(() => refuse({}, now, [''])).toThrow("expected the Slack app's, got none");
    expect(() => refuse({}, now, [])).toThrow('got none');
  });
});
