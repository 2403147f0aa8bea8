import { beforeEach, describe, expect, it } from 'vitest';
import { openedGate } from '../../core/gates/item.ts';
import { keyringOf } from '../../core/links/keyring.ts';
import { signToken, type TokenClaim } from '../../core/links/signed-link.ts';
import { instantAt } from '../../core/values/instant.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import { make as onPress } from '../../functions/on-press.ts';
import { make as openGates } from '../../functions/open-gates.ts';
import { localSecrets } from '../../on-local-aws/slack-workspace.ts';
import { aPlan, instant, instantMs } from '../support/builders.ts';
import { env, type FakeAws, fakeAws, linkKey, refusal } from '../support/fake-aws.ts';
import { waitingAtGate } from '../support/gated.ts';
import { aboutRollout, aClaim, buttonValue, name, type Pressing, pressing } from '../support/pressing.ts';
import { forget, kept, planned, prepared, serving, shifting, uploaded } from '../support/rollouts-on-aws.ts';

let aws: FakeAws;
let world: Pressing;
beforeEach(async () => {
  aws = await fakeAws();
  world = pressing(aws);
});

const approval = (more: object = {}) => ({ before: [{ approval: { timeout: '8h', ...more } }] });
const item = async (stage: 'before' | 'during' | 'after' = 'before', n = 0) =>
  (await aws.ledger.gates('iris', name, stage))[n]?.item;
const decision = async (stage: 'before' | 'after' = 'before') => (await item(stage))?.decision;
const stop = async (rollout = name) => (await aws.ledger.rollout('iris', rollout))?.stop;
/** How often the rollout was woken that waits at the gate. */
const woken = () => aws.completed.filter(({ token }) => token === 'gate-1').length;
const decided = () => aws.told.filter(({ phase }) => phase === 'decision');
/** Nothing was decided, stopped, started or told. */
async function expectNothingChanged() {
  expect(await decision()).toBeUndefined();
  expect(await stop()).toBeUndefined();
  expect(aws.started).toEqual([]);
  expect(woken()).toBe(0);
  expect(decided()).toEqual([]);
}

describe('A press at a gate', () => {
  beforeEach(async () => {
    await waitingAtGate(aws, approval());
    forget(aws);
  });

  it('decides it, with who did in the ledger and in the thread, and tells them alone', async () => {
    expect(await world.pressAndDeliver(aClaim(aws))).toBe(
      `:white_check_mark: Gate approval of ${name} is approved.`,
    );
    expect(await decision()).toMatchObject({
      ...{ verdict: 'approve', by: 'U0ANA', name: 'ana', via: 'slack', at: instantMs, round: 1 },
    });
    expect(woken()).toBe(1);
    expect(decided()).toMatchObject([
      {
        phase: 'decision',
        title: ':white_check_mark: iris v2: approved at gate approval, before its shift',
        text: `By ana (U0ANA), in Slack, at ${instant}.\nWhat was approved is digest dddddddddddd.`,
      },
    ]);
    expect(world.toldTo('U0BEN')).toEqual([]);
  });

  it('rejects it', async () => {
    const answer = await world.pressAndDeliver(aClaim(aws, { action: 'reject' }), 'U0BEN');
    expect(answer).toBe(`:white_check_mark: Gate approval of ${name} is rejected.`);
    expect(await decision()).toMatchObject({ verdict: 'reject', by: 'U0BEN' });
  });

  it('by two people at the same time counts once: the second is told who was first', async () => {
    await world.press(aClaim(aws), 'U0ANA');
    await world.press(aClaim(aws, { action: 'reject' }), 'U0BEN');
    const [one, other] = aws.sent.splice(0).map(({ body }, n) => ({ messageId: `m${n}`, body }));
    const see = onPress(world.seam);
    await Promise.all([see({ Records: [one] }), see({ Records: [other] })]);
    const { by = '', verdict } = (await decision()) ?? {};
    const [first, second] = by === 'U0ANA' ? ['U0ANA', 'U0BEN'] : ['U0BEN', 'U0ANA'];
    const done = verdict === 'approve' ? 'approved' : 'rejected';
    expect(world.toldTo(first)).toEqual([`:white_check_mark: Gate approval of ${name} is ${done}.`]);
    expect(world.toldTo(second)).toEqual([
      expect.stringMatching(
        new RegExp(`^:no_entry: Decided already: ${done} by .*\\(${first}\\) at .*Nothing was changed\\.$`),
      ),
    ]);
    expect(decided()).toHaveLength(1);
    expect(woken()).toBe(1);
  });

  it('a double click counts once, and says so', async () => {
    await world.pressAndDeliver(aClaim(aws));
    expect(await world.pressAndDeliver(aClaim(aws))).toMatch(
      /^:no_entry: Done already: approved by you at .*Once is enough\.$/,
    );
    expect(decided()).toHaveLength(1);
  });

  it('after the deadline is late, and changes nothing', async () => {
    const claim = aClaim(aws, { expiresAt: instantMs + 100 * 3_600_000 });
    await aws.clock.advance(8 * 3_600_000);
    expect(await world.pressAndDeliver(claim)).toMatch(/^:no_entry: Too late: the time to decide was up at /);
    await expectNothingChanged();
  });

  it('whose button has expired changes nothing', async () => {
    expect(await world.pressAndDeliver(aClaim(aws, { expiresAt: instantMs }))).toBe(
      ':no_entry: This button has expired. Nothing was changed.',
    );
    await expectNothingChanged();
  });

  it('in time counts, though the queue took so long that the button has expired', async () => {
    await world.press(aClaim(aws, { expiresAt: instantMs + 1 }));
    await aws.clock.advance(600_000);
    await world.deliver();
    expect(await decision()).toMatchObject({ by: 'U0ANA' });
  });

  it('of a gate that has ended is told how', async () => {
    const { rollout } = aPlan();
    await world.pressAndDeliver(aClaim(aws, { action: 'reject' }), 'U0BEN');
    const fence = (await aws.leases.read('iris')).fence;
    await openGates(aws.seam)({ rollout, fence, stage: 'before' });
    expect(await world.pressAndDeliver(aClaim(aws))).toMatch(/^:no_entry: Decided already: rejected by ben/);
  });

  it('of a gate whose turn has not come changes nothing', async () => {
    const gate = `gate#${name}#before#1`;
    expect(await world.pressAndDeliver(aClaim(aws, { gate }))).toMatch(/^:no_entry: There is no such gate/);
    await expectNothingChanged();
  });
});

describe('A button that is not what it should be', () => {
  beforeEach(async () => {
    await waitingAtGate(aws, approval());
    forget(aws);
  });

  /** Lets Ana press a button of such a value. */
  async function pressValue(value: string, action = 'greenlight:approve'): Promise<string | undefined> {
    await world.slack.press(await world.post(action, value), action, 'U0ANA');
    await world.deliver();
    return world.toldTo('U0ANA').at(-1);
  }
  const tampered = (value: string) => {
    const [version, key, claim = '', mac] = value.split('.');
    const forged = Buffer.from(claim, 'base64url').toString().replace('approve', 'approve ');
    return [version, key, Buffer.from(forged).toString('base64url'), mac].join('.');
  };
  const other = keyringOf(['the-key-of-somebody-else-entirely-who-knows-how-we-sign-0001']);

  it.each<[string, (claim: TokenClaim) => string, RegExp]>([
    ['was changed', (claim) => tampered(buttonValue(claim)), /changed after it was made/],
    ['is a link', (claim) => signToken(keyringOf([linkKey]), 'link', claim), /changed after it was made/],
    [
      'is signed with a key of nobody’s',
      (claim) => buttonValue(claim, other),
      /key that is no longer in use/,
    ],
    ['is no reference', () => 'gate#approve', /not a button of this version of Greenlight/],
    ['is for another action', (claim) => buttonValue({ ...claim, action: 'reject' }), /for something else/],
    [
      'names a gate of another rollout',
      (claim) => buttonValue({ ...claim, gate: 'gate#iris-ffffffffffff-1#before#0' }),
      /not a button/,
    ],
    ['names no gate', (claim) => buttonValue({ ...claim, gate: 'before/0' }), /not a button/],
    [
      'is of no question of its gate',
      (claim) => buttonValue({ ...claim, nonce: 'x' }),
      /no question of this gate/,
    ],
    [
      'is of a question that is not asked yet',
      () => buttonValue(aClaim(aws, { round: 2 })),
      /no question of this gate/,
    ],
    [
      'is of another gate’s question',
      (claim) => buttonValue({ ...claim, nonce: aClaim(aws, { gate: `gate#${name}#before#1` }).nonce }),
      /no question/,
    ],
    ['approves without a gate', () => buttonValue(aboutRollout(aws, 'approve')), /not a button/],
  ])('and %s is refused, and says why', async (_, value, why) => {
    expect(await pressValue(value(aClaim(aws)))).toMatch(why);
    expect(world.toldTo('U0ANA').at(-1)).toMatch(/^:no_entry: .*Nothing was changed\.$/);
    await expectNothingChanged();
  });

  it('and is of an earlier question is told that it is over', async () => {
    // Somebody has answered, and the gate has something else to ask.
    const [kept] = await aws.ledger.gates('iris', name, 'before');
    if (kept?.item.ask === undefined) throw new Error('it asks');
    const ask = { ...kept.item.ask, question: 'Really?' };
    await aws.ledger.putGate('iris', name, { ...kept.item, round: 2, ask }, kept.revision);
    expect(await pressValue(buttonValue(aClaim(aws, { round: 1 })))).toBe(
      ':no_entry: That question is over. Now the question is: Really? Nothing was changed.',
    );
    await expectNothingChanged();
    expect(await pressValue(buttonValue(aClaim(aws, { round: 2 })))).toMatch(/is approved\.$/);
  });

  it('but was signed with a key that was changed since the last look is good', async () => {
    const newKey = 'the-new-key-that-links-are-signed-with-from-now-on-please-0002';
    await pressValue('warm, so that the old key is known');
    aws.on('GetSecretValue', () => ({ SecretString: newKey }));
    await aws.clock.advance(10_000);
    expect(await pressValue(buttonValue(aClaim(aws), keyringOf([newKey])))).toMatch(/is approved\.$/);
  });
});

describe('Who may', () => {
  const eve = (claim = aClaim(aws)) => world.pressAndDeliver(claim, 'U0EVE');

  it('is anybody whom Slack knows, where the gate names nobody', async () => {
    await waitingAtGate(aws, approval());
    expect(await eve()).toMatch(/is approved\.$/);
  });

  it('is whoever the gate names, and Slack is not asked about them', async () => {
    await waitingAtGate(aws, approval({ by: ['U0ANA', 'S0RELEASERS'] }));
    await world.press(aClaim(aws));
    world.slack.setTrouble('down');
    await world.deliver();
    expect(await decision()).toMatchObject({ by: 'U0ANA' });
  });

  it('is nobody else: they are told so, and nothing is changed', async () => {
    await waitingAtGate(aws, approval({ by: ['U0ANA'] }));
    forget(aws);
    expect(await eve()).toBe(
      ':no_entry: You are not among those who may decide this gate. Nothing was changed.',
    );
    await expectNothingChanged();
  });

  it('is whoever is in a group that the gate names, as Slack says', async () => {
    await waitingAtGate(aws, approval({ by: ['S0RELEASERS'] }));
    expect(await eve()).toMatch(/^:no_entry: You are not among those/);
    expect(await world.pressAndDeliver(aClaim(aws), 'U0BEN')).toMatch(/is approved\.$/);
  });

  it('is not refused where Slack cannot say: the press comes again', async () => {
    await waitingAtGate(aws, approval({ by: ['S0RELEASERS'] }));
    forget(aws);
    await world.press(aClaim(aws));
    world.slack.setTrouble('down');
    expect(await world.deliver()).toBe(1);
    await expectNothingChanged();
    await aws.clock.advance(60_000);
    world.slack.setTrouble('none');
    expect(await world.deliver()).toBe(0);
    expect(await decision()).toMatchObject({ by: 'U0ANA', at: instantMs + 60_000 });
    expect(world.toldTo('U0ANA')).toHaveLength(1);
  });

  it('is not known where the app may not ask: they are told what is wrong', async () => {
    await waitingAtGate(aws, approval({ by: ['S0RELEASERS'] }));
    const fetch = async (url: string, init: RequestInit) =>
      url.includes('usergroups')
        ? new Response(JSON.stringify({ ok: false, error: 'missing_scope' }))
        : world.slack.fetch(url, init);
    await world.press(aClaim(aws));
    const body = aws.sent[0]?.body ?? '';
    await onPress({ ...world.seam, fetch })({ Records: [{ messageId: 'm', body }] });
    expect(world.toldTo('U0ANA')).toEqual([
      expect.stringMatching(
        /^:no_entry: Slack does not tell Greenlight whether you may .*missing_scope.*Nothing was changed\.$/,
      ),
    ]);
    expect(await decision()).toBeUndefined();
  });

  it('is asked with the token as it was changed just now', async () => {
    await waitingAtGate(aws, approval({ by: ['S0RELEASERS'] }));
    let botToken = 'xoxb-revoked';
    aws.on('GetSecretValue', ({ SecretId }) => {
      if (SecretId !== env.SLACK_SECRET) return { SecretString: linkKey };
      const SecretString = secretWith(botToken);
      botToken = localSecrets.botToken;
      return { SecretString };
    });
    await world.press(aClaim(aws));
    botToken = 'xoxb-revoked';
    await world.deliver();
    expect(await decision()).toMatchObject({ by: 'U0ANA' });
  });
  const secretWith = (botToken: string) =>
    JSON.stringify({ botToken, channel: 'C0RELEASES', signingSecrets: [localSecrets.signingSecret] });
});

describe('The same press, come again', () => {
  it('as a replay of Slack’s signed request changes nothing, and tells nobody twice', async () => {
    await waitingAtGate(aws, approval());
    await world.pressAndDeliver(aClaim(aws));
    const [request] = world.requests;
    if (request === undefined) throw new Error('pressed');
    const before = await aws.items();
    await world.replay(request);
    expect(await world.deliver()).toBe(0);
    expect(await aws.items()).toEqual(before);
    expect(world.toldTo('U0ANA')).toHaveLength(1);
  });

  it('as a replay from when it was refused is refused again, without a word', async () => {
    await waitingAtGate(aws, approval({ by: ['U0BEN'] }));
    await world.pressAndDeliver(aClaim(aws));
    const [request] = world.requests;
    if (request === undefined) throw new Error('pressed');
    await world.replay(request);
    await world.deliver();
    expect(world.toldTo('U0ANA')).toHaveLength(1);
    expect(await decision()).toBeUndefined();
  });

  it.each([
    ['before it was decided', 'Query'],
    ['when it was decided', 'SendTaskSuccess'],
    ['before it was told', 'Publish'],
  ])(
    'from the queue, after the try before died %s, finishes it and answers the same',
    async (_, operation) => {
      await waitingAtGate(aws, approval());
      await world.press(aClaim(aws));
      const [message] = aws.sent;
      const records = { Records: [{ messageId: 'm', body: message?.body }] };
      if (operation === 'Query') aws.between(() => Promise.reject(new Error('killed')));
      else
        aws.on(operation, () => {
          throw refusal('ThrottlingException', 'Rate exceeded');
        });
      await expect(onPress(world.seam)(records)).rejects.toThrow();
      aws.between(undefined);
      aws.on(operation, undefined);
      await aws.clock.advance(60_000);
      await onPress(world.seam)(records);
      expect(world.toldTo('U0ANA')).toEqual([`:white_check_mark: Gate approval of ${name} is approved.`]);
      expect(decided()).toHaveLength(1);
      expect(woken()).toBe(1);
    },
  );

  it('is answered when Slack is back, and decided once', async () => {
    await waitingAtGate(aws, approval());
    await world.press(aClaim(aws));
    world.slack.setTrouble('down');
    expect(await world.deliver()).toBe(1);
    expect(await decision()).toMatchObject({ by: 'U0ANA' });
    world.slack.setTrouble('none');
    await aws.clock.advance(60_000);
    await world.deliver();
    expect(world.toldTo('U0ANA')).toEqual([`:white_check_mark: Gate approval of ${name} is approved.`]);
  });

  it('after half an hour is done all the same, though nobody can be told any more', async () => {
    await waitingAtGate(aws, approval());
    await world.press(aClaim(aws));
    await aws.clock.advance(31 * 60_000);
    expect(await world.deliver()).toBe(0);
    expect(await decision()).toMatchObject({ by: 'U0ANA' });
    expect(world.toldTo('U0ANA')).toEqual([]);
  });
});

describe('Abort', () => {
  const abort = (over: Partial<TokenClaim> = {}) => aboutRollout(aws, 'abort', over);

  it('stops the rollout that its message is about, by whom', async () => {
    await planned(aws, aPlan());
    expect(await world.pressAndDeliver(abort())).toBe(`:white_check_mark: ${name} is stopped, as you asked.`);
    expect(await stop()).toEqual({
      ...{ kind: 'abort', by: 'ana (U0ANA)', reason: 'asked for in Slack', at: instant },
    });
  });

  it('in the shift makes SageMaker shift back', async () => {
    serving(aws);
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    const answer = await world.pressAndDeliver(abort({ rollout: plan.config }));
    expect(answer).toMatch(/is tripped\. SageMaker shifts all traffic back as soon as it bakes/);
  });

  it('of a rollout that is over stops nobody else', async () => {
    await planned(aws, aPlan());
    const answer = await world.pressAndDeliver(abort({ rollout: 'iris-ffffffffffff-1' }));
    expect(answer).toMatch(/^:no_entry: No rollout of iris-ffffffffffff-1 is under way for iris/);
    expect(await stop()).toBeUndefined();
  });

  it('come again from the queue, when the rollout has ended by it, says that it was done', async () => {
    const { rollout } = aPlan();
    await planned(aws, aPlan());
    await world.press(abort());
    const [message] = aws.sent;
    const records = { Records: [{ messageId: 'm', body: message?.body }] };
    let updates = 0;
    // Killed after the stop was written down, before its answer was.
    aws.between((action, call) => {
      updates += action === 'dynamodb:UpdateItem' ? 1 : 0;
      return updates > 2 ? Promise.reject(new Error('killed')) : call();
    });
    await expect(onPress(world.seam)(records)).rejects.toThrow();
    aws.between(undefined);
    const conclusion = concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } });
    await aws.ledger.conclude(rollout, conclusion, instant, true);
    await onPress(world.seam)(records);
    expect(world.toldTo('U0ANA')).toEqual([`:white_check_mark: ${name} is stopped, as you asked.`]);
  });

  it('is for those whom any gate of the rollout names', async () => {
    await waitingAtGate(aws, {
      before: [{ approval: { timeout: '8h', by: ['U0BEN'] } }],
      after: [{ approval: { timeout: '8h', by: ['U0ANA'] } }],
    });
    forget(aws);
    expect(await world.pressAndDeliver(abort(), 'U0EVE')).toBe(
      `:no_entry: The gates of ${name} say who may decide about it, and you are not among them. Nothing was changed.`,
    );
    await expectNothingChanged();
    expect(await world.pressAndDeliver(abort(), 'U0ANA')).toMatch(/is stopped, as you asked\.$/);
  });

  it('is for everybody where no gate names anybody', async () => {
    await waitingAtGate(aws, approval());
    expect(await world.pressAndDeliver(abort(), 'U0EVE')).toMatch(/is stopped, as you asked\.$/);
  });

  it('at a hold in a bake answers the hold, and so stops the shift', async () => {
    serving(aws);
    const { plan } = await prepared(aws, await uploaded(aws));
    await shifting(aws, plan);
    const asking = { question: 'Go on?', approve: 'continue', reject: 'abort' } as const;
    const ask = { ...asking, anyoneWithLink: false, reasonNeeded: false };
    await aws.ledger.putGate('iris', plan.config, { ...openedGate('during', 0, 'hold', instantMs), ask }, 0);
    const gate = `gate#${plan.config}#during#0`;
    const claim = aClaim(aws, { action: 'abort', rollout: plan.config, gate });
    expect(await world.pressAndDeliver(claim)).toMatch(
      /^:white_check_mark: Gate hold of .* is answered: abort\.$/,
    );
    expect(await stop(plan.config)).toMatchObject({ kind: 'gate', by: 'ana (U0ANA)' });
  });
});

describe('Roll back', () => {
  it('starts a rollback from what its message released, once', async () => {
    await deployed('iris-000000000000-1', 1);
    await deployed(name, 2);
    serving(aws, name);
    expect(await world.pressAndDeliver(aboutRollout(aws, 'roll-back'))).toMatch(
      /^:white_check_mark: A rollback to iris-000000000000-1 \(v1\) is started\.$/,
    );
    expect(aws.started).toHaveLength(1);
    expect(aws.started).toMatchObject([
      { input: { start: { kind: 'rollback', by: 'ana (U0ANA)', reason: 'asked for in Slack' } } },
    ]);
  });

  it('from what serves no more changes nothing', async () => {
    await deployed(name, 1);
    serving(aws, 'something-newer');
    expect(await world.pressAndDeliver(aboutRollout(aws, 'roll-back'))).toBe(
      `:no_entry: What ${name} released does not serve now; nothing was changed.`,
    );
    expect(aws.started).toEqual([]);
  });

  it('at a gate after the shift is its answer', async () => {
    await waitingAtGate(aws, { after: [{ approval: { timeout: '8h' } }] });
    const claim = aClaim(aws, { action: 'roll-back', gate: `gate#${name}#after#0` });
    expect(await world.pressAndDeliver(claim)).toMatch(/is answered: roll back\.$/);
    expect(await decision('after')).toMatchObject({ verdict: 'reject', by: 'U0ANA' });
    expect(aws.started).toEqual([]);
  });

  /** A rollout that went live an hour after the one before. */
  async function deployed(rollout: string, hour: number): Promise<void> {
    kept(aws, rollout);
    const { release, ...rest } = aPlan().rollout;
    const id = rollout.replace(/-1$/, '');
    const of = { ...rest, release: { ...release, id, version: `v${hour}` } };
    const at = instantAt(instantMs + hour * 3_600_000);
    await aws.ledger.begin(of, 'arn', at);
    await aws.ledger.keepPlan({ ...aPlan(), rollout: of, config: rollout });
    await aws.ledger.conclude(of, concludeEnding({ kind: 'verdict', verdict: { kind: 'live' } }), at, true);
  }
});

describe('What is no press', () => {
  it.each([
    ['no JSON', 'hello'],
    ['no press', '{}'],
  ])('%s fails, for the dead letters', async (_, body) => {
    await expect(onPress(world.seam)({ Records: [{ messageId: 'm', body }] })).rejects.toThrow();
    expect(aws.calls).toEqual([]);
  });

  it('a press that version 0.1 queued, which names no channel, is one of Slack', async () => {
    await waitingAtGate(aws, approval());
    await world.press(aClaim(aws));
    const { via, ...press } = JSON.parse(aws.sent.splice(0)[0]?.body ?? '');
    expect(via).toBe('slack');
    const body = JSON.stringify(press);
    await onPress(world.seam)({ Records: [{ messageId: 'm', body }] });
    expect(await decision()).toMatchObject({ by: 'U0ANA', via: 'slack' });
  });

  it('an answer to another address than Slack’s is sent nowhere', async () => {
    await waitingAtGate(aws, approval());
    await world.press(aClaim(aws));
    const press = JSON.parse(aws.sent.splice(0)[0]?.body ?? '');
    press.click.responseUrl = 'https://evil.example/actions/T/1/2';
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return new Response('ok');
    };
    const body = JSON.stringify(press);
    await onPress({ ...world.seam, fetch })({ Records: [{ messageId: 'm', body }] });
    expect(asked).toEqual([]);
    expect(await decision()).toMatchObject({ by: 'U0ANA' });
  });
});

it('logs neither what buttons are signed with, nor where answers go', async () => {
  await waitingAtGate(aws, approval({ by: ['S0RELEASERS'] }));
  await world.pressAndDeliver(aClaim(aws));
  await world.pressAndDeliver(aClaim(aws), 'U0EVE');
  const all = world.logged.join('\n');
  expect(all).toContain('U0ANA');
  for (const secret of [linkKey, 'hooks.slack.com', 'v1.', ...Object.values(localSecrets)])
    expect(all).not.toContain(secret);
});
