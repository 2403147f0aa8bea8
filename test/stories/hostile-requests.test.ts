import { afterEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../local/random.ts';
import { type InteractionRequest, pressPayload, signedRequest } from '../../local/slack/interactivity.ts';
import { localSecrets, slackWorkspace, userById } from '../../on-local-aws/slack-workspace.ts';
import { formAddress, formOf, type Sent, signedAnew } from '../support/addressed.ts';
import { packagingMs } from '../support/packaged.ts';
import { manifest, type Story, startStory } from './story.ts';

/** What strangers and accidents send to the one URL that anybody may ask: an answer, and nothing changed. */

let story: Story;
afterEach(() => story.close());
const minute = 60_000;
const quick = manifest.replace(/rollout: .*/, 'rollout: { strategy: all-at-once, finalBake: 5m }');

/** A first release is live, and a second one waits for such an approval. */
async function waiting(slack: 'bot' | 'none', approval: string): Promise<string> {
  story = await startStory({}, slack);
  await story.makeAlarm();
  await story.uploadManifest(quick);
  const first = await story.upload('models/iris/v1/model.tar.gz');
  await story.ended(first);
  await story.uploadManifest(`${quick}gates: { before: [{ approval: ${approval} }] }\n`);
  await story.clock.advance(60_000);
  const release = await story.upload('models/iris/v2/model.tar.gz');
  await story.clock.advance(10 * minute);
  return release;
}

const decideUrl = () => story.aws.outputs.DecideUrl ?? '';
async function asked(url: string, sent: Sent = {}): Promise<number> {
  const answer = await story.clock.drive(story.aws.fetchUrl(url, sent));
  await story.clock.advance(30_000);
  return answer.status;
}

describe('To the address for presses', () => {
  it(
    'nothing counts but what Slack has signed just now, of a button that we made, by who may press it',
    async () => {
      const release = await waiting('bot', '{ timeout: 8h, by: [S0RELEASERS] }');
      const { slack } = story.aws;
      const message = slack.messages().find(({ text }) => text.includes('v2'));
      const [button] = slack.buttons(message?.ts ?? '');
      if (message === undefined || button?.value === undefined) throw new Error('nobody is asked');
      const { value } = button;
      const url = `${decideUrl()}slack`;
      const press = ({
        by = 'U0ANA',
        secret = localSecrets.signingSecret as string,
        seconds = 0,
        as = value,
      } = {}): InteractionRequest => {
        const user = userById(by);
        if (user === undefined) throw new Error(`there is no ${by}`);
        const at = story.clock.now();
        const responseUrl = 'https://hooks.slack.com/actions/T/1/none';
        const made = { at, responseUrl, random: seededRandom(1), workspace: slackWorkspace };
        const payload = pressPayload(
          { message, button: { ...button, value: as }, blockId: 'b0', user },
          made,
        );
        return signedRequest(url, payload, secret, at + seconds * 1000);
      };
      const send = ({ headers, body }: Omit<InteractionRequest, 'url'>) =>
        asked(url, { method: 'POST', headers, body });
      // Each press that Slack has signed is noted, so that it is answered once; that is all that may be.
      const noted = async () => (await story.ledger()).filter(({ sk }) => sk === 'press');
      const rest = async () => (await story.ledger()).filter(({ sk }) => sk !== 'press');
      const before = await rest();
      const told = story.told.length;

      const { headers, body } = press();
      expect(await send({ headers: {}, body })).toBe(401);
      expect(await send({ headers, body: body.replace('U0ANA', 'U0BEN') })).toBe(401);
      expect(await send(press({ secret: 'of-another-app' }))).toBe(401);
      expect(await send(press({ seconds: -301 }))).toBe(401);
      expect(await send(press({ seconds: 331 }))).toBe(401);
      for (const method of ['GET', 'HEAD', 'PUT']) expect(await asked(url, { method })).toBe(405);
      // Slack's own signature over what we never signed, or not for that: it is queued, looked at, and refused.
      const middle = Math.floor(value.length / 2);
      const other = value[middle] === 'A' ? 'B' : 'A';
      const changed = `${value.slice(0, middle)}${other}${value.slice(middle + 1)}`;
      for (const as of [changed, value.slice(0, -3), 'approve', '{}'])
        expect(await send(press({ as }))).toBe(200);
      expect(await send(press({ by: 'U0EVE' }))).toBe(200);
      // A button's value is no link.
      const link = `${decideUrl()}decide?link=${encodeURIComponent(value)}`;
      expect(await asked(link)).toBe(403);

      expect(await rest()).toEqual(before);
      expect(story.told).toHaveLength(told);
      const refused = expect.objectContaining({
        answer: expect.stringMatching(/^:no_entry: .*Nothing was changed\.$/),
      });
      expect(await noted()).toEqual([refused, refused, refused, refused, refused]);

      const real = press();
      expect(await send(real)).toBe(200);
      expect(await story.item(`gate#${release}-1#before#0`)).toMatchObject({
        item: { decision: { verdict: 'approve', by: 'U0ANA', via: 'slack' } },
      });
      const decided = await story.item(`gate#${release}-1#before#0`);
      // The same once more, and the same button by another, late.
      expect(await send(real)).toBe(200);
      expect(await send(press({ by: 'U0BEN' }))).toBe(200);
      expect(await story.ended(release)).toMatchObject({ outcome: 'DEPLOYED' });
      expect(await send(press({ by: 'U0BEN' }))).toBe(200);
      expect(await story.item(`gate#${release}-1#before#0`)).toEqual(decided);
      expect(story.handlerErrors).toEqual([]);
      await story.checkInvariants();
    },
    packagingMs,
  );
});

describe('To the address for links', () => {
  it(
    'nothing counts but a whole link, for what it says, in its time, by its own page',
    async () => {
      const release = await waiting('none', '{ timeout: 1h, anyoneWithLink: true }');
      const [approve = '', reject = ''] =
        (story.told.at(-1)?.description ?? '').match(/http\S+link=\S+/g) ?? [];
      const use = (link: string, over: Readonly<Record<string, string>> = {}, headers = {}) => {
        const form = formOf(approve, { link: new URL(link).searchParams.get('link') ?? '', ...over });
        return asked(formAddress(approve), { ...form, headers: { ...form.headers, ...headers } });
      };
      const before = await story.ledger();
      const told = story.told.length;

      for (const link of [approve, reject]) {
        for (const method of ['GET', 'HEAD']) expect(await asked(link, { method })).toBe(200);
      }
      const changed = approve.replace(/.(?=.{30}$)/, (one) => (one === 'A' ? 'B' : 'A'));
      expect(await asked(changed)).toBe(403);
      expect(await use(changed)).toBe(403);
      expect(await use(approve.slice(0, -3))).toBe(400);
      expect(await use(signedAnew(approve, {}, 'a-key-that-is-not-ours-'.repeat(3)))).toBe(403);
      expect(await use(reject, { action: 'approve' })).toBe(403);
      expect(await use(approve, {}, { origin: 'https://evil.example' })).toBe(403);
      expect(await use(approve, {}, { 'content-type': 'application/json' })).toBe(415);
      expect(await story.ledger()).toEqual(before);
      expect(story.told).toHaveLength(told);

      // Its time is over, which is the gate's.
      expect(await story.ended(release)).toMatchObject({ outcome: 'REJECTED' });
      const after = await story.ledger();
      for (const link of [approve, reject]) expect(await asked(link)).toBe(410);
      expect(await use(approve)).toBe(410);
      expect(await story.ledger()).toEqual(after);
      expect(story.handlerErrors).toEqual([]);
      await story.checkInvariants();
    },
    packagingMs,
  );
});
