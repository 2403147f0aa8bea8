import { describe, expect, it } from 'vitest';
import type { RolloutView } from '../../../core/chat/view.ts';
import { verifyToken } from '../../../core/links/signed-link.ts';
import type { Block } from '../../../core/slack/block-kit.ts';
import { rolloutMessage } from '../../../core/slack/message.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import type { Outcome } from '../../../core/verdict/conclusion.ts';
import { instant, instantMs } from '../../support/builders.ts';
import { aGateView, aKeyring, aRolloutView, refer } from '../../support/slack-views.ts';

const textOf = (block: Block): string =>
  block.type === 'section' || block.type === 'header'
    ? block.text.text
    : block.type === 'context'
      ? block.elements.map(({ text }) => text).join('\n')
      : block.elements.map(({ text }) => text.text).join(' | ');
const shown = (view: RolloutView) => rolloutMessage(view, refer).blocks.map(textOf);
const buttons = (over: Partial<RolloutView>) =>
  rolloutMessage(aRolloutView(over), refer).blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements : [],
  );
const labels = (over: Partial<RolloutView>) => buttons(over).map(({ text }) => text.text);
const ended = (outcome: Outcome): Partial<RolloutView> => ({
  phase: 'concluded',
  serving: outcome === 'DEPLOYED',
  conclusion: { outcome, cause: 'Because.', problems: [], breaches: [], urgent: false },
});

const date = (seconds: number, utc: string) =>
  `<!date^${seconds}^{date_short_pretty} {time_secs}|${utc} UTC>`;
const at10 = date(instantMs / 1000, '2026-01-05 10:00:00');

describe('The message about a rollout', () => {
  it('shows the shift: step and bake, traffic by fleet, alarms against their thresholds', () => {
    expect(shown(aRolloutView())).toEqual([
      ':arrows_counterclockwise: iris v2: shifting traffic',
      [
        `*Shifting traffic* since ${at10}`,
        `Step 2 of 5: *baking* until ${date(instantMs / 1000 + 720, '2026-01-05 10:12:00')}`,
        'All of the fleet from before stands: going back is instant.',
        'Endpoint iris is Updating',
      ].join('\n'),
      [
        '```',
        'blue  ████████████░░░░░░░░ 60%  3 of 5 instances  iris-000000000001-1',
        'green ████████░░░░░░░░░░░░ 40%  2 of 5 instances  iris-5f3a0c81d2e4-1',
        '```',
      ].join('\n'),
      [
        `:red_circle: *iris-5xx* 9, limit 1, since ${at10}: rolls back`,
        `:large_green_circle: *latency-p99* 12.35 ms at ${at10}, limit 50 ms: tells only`,
      ].join('\n'),
      'Abort',
      'iris-5f3a0c81d2e4-1, uploaded by ana@example.com\n<https://console.aws.amazon.com/states/home?a=1&amp;b=2|Execution>',
    ]);
  });

  it('asks, and says until when and what is done if nobody answers', () => {
    const view = aRolloutView({
      phase: 'gates-before',
      gate: aGateView(),
      state: undefined,
      fleets: [],
      alarms: [],
    });
    const message = rolloutMessage(view, refer);
    expect(shown(view)).toContainEqual(
      `:raised_hand: *approval* before the shift: Somebody has to approve it.\nUntil ${date(instantMs / 1000 + 8 * 3600, '2026-01-05 18:00:00')}; without an answer it is *rejected*.`,
    );
    // What a notification shows, and a screen reader reads out: all that matters.
    expect(message.text).toBe(
      ':raised_hand: iris v2: a decision is needed before the shift\nSomebody has to approve it.\nUntil 2026-01-05 18:00 UTC',
    );
  });

  it('tells the outcome with its cause and every problem, and who decided', () => {
    const decision = {
      gate: aGateView(),
      verdict: 'reject',
      by: 'U0ANA',
      at: instant,
      reason: 'too <fast>',
      via: 'slack',
    } as const;
    const view = aRolloutView({
      phase: 'concluded',
      state: undefined,
      decisions: [decision, { ...decision, by: 'arn:aws:iam::1:user/ben', verdict: 'approve', via: 'iam' }],
      conclusion: {
        outcome: 'FAILED',
        cause: 'It *broke* & <!channel>',
        problems: [{ field: 'rollout.step', expected: '10 to 50 %', got: '60 %' }],
        breaches: [],
        urgent: true,
      },
    });
    const texts = shown(view);
    expect(texts[0]).toBe(':rotating_light: iris v2: FAILED');
    expect(texts[1]).toBe(
      `*FAILED* ${at10}: It ∗broke∗ &amp; &lt;!channel&gt;\n*Somebody has to act now.*\n• rollout.step: expected 10 to 50 %, got 60 %.`,
    );
    expect(texts).toContainEqual(
      [
        `:white_check_mark: approval: approved by arn:aws:iam::1:user/ben ${at10}, via iam: too &lt;fast&gt;`,
        `:no_entry: approval: rejected by <@U0ANA> ${at10}, via slack: too &lt;fast&gt;`,
      ].join('\n'),
    );
  });

  it('has a title that fits, and four links at most', () => {
    const links = [1, 2, 3, 4, 5].map((n) => ({
      label: `L${n}`,
      url: `https://${'x'.repeat(200)}.example/${n}`,
    }));
    const over = {
      endpoint: 'e'.repeat(63),
      version: 'v'.repeat(128),
      phase: 'waiting-for-endpoint',
      links,
    } as const;
    const texts = shown(aRolloutView({ ...over, links }));
    expect(texts[0]).toHaveLength(150);
    expect(texts.at(-1)?.match(/\|L\d>/g)).toEqual(['|L1>', '|L2>', '|L3>', '|L4>']);
  });

  it('has no buttons where nobody could verify them', () => {
    const view = aRolloutView({ gate: aGateView({ stage: 'during' }) });
    expect(rolloutMessage(view).blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  it('of a refusal says a reason that is the only one once, and several as a list', () => {
    const one = { field: 'rollout.step', expected: '10 to 50 %', got: '60 %' };
    const two = { ...one, field: 'alarms' };
    const ending = (problems: (typeof one)[]) =>
      shown(
        aRolloutView({ phase: 'concluded', conclusion: concludeEnding({ kind: 'refused', problems }) }),
      )[1];
    expect(ending([one])).toBe(`*REJECTED* ${at10}: rollout.step: expected 10 to 50 %, got 60 %.`);
    expect(ending([one, two])).toBe(
      [
        `*REJECTED* ${at10}: 2 problems; nothing in SageMaker was changed.`,
        '• rollout.step: expected 10 to 50 %, got 60 %.',
        '• alarms: expected 10 to 50 %, got 60 %.',
      ].join('\n'),
    );
  });
});

describe('What somebody can do about a failure', () => {
  it('is told with its command and its page, and takes nothing from outside for more than text', () => {
    const conclusion = {
      ...concludeEnding({ kind: 'error', during: 'ShiftBack', error: 'ApiRefused' }),
      nextSteps: [
        { text: 'To go back to v1 <!here>', command: 'npx greenlight rollback iris `x`' },
        { text: 'Look at it', url: 'https://eu-west-1.console.aws.amazon.com/sagemaker/home?a=1&b=2' },
        { text: 'Or upload a version that works' },
      ],
    };
    const [, text] = shown(aRolloutView({ phase: 'concluded', conclusion }));
    expect(text?.split('\n').slice(1)).toEqual([
      '*Somebody has to act now.*',
      "• To go back to v1 &lt;!here&gt;: `npx greenlight rollback iris 'x'`",
      '• <https://eu-west-1.console.aws.amazon.com/sagemaker/home?a=1&amp;b=2|Look at it>',
      '• Or upload a version that works',
    ]);
  });
});

const first = { back: undefined } as unknown as Partial<RolloutView>;

describe('The buttons', () => {
  it.each<[string, Partial<RolloutView>, string[]]>([
    ['in the queue', { phase: 'queued' }, ['Abort']],
    ['at a gate that asks nobody', { phase: 'gates-before', gate: aGateView({ asks: false }) }, ['Abort']],
    ['at an approval', { phase: 'gates-before', gate: aGateView() }, ['Approve', 'Reject']],
    [
      'at a window, which takes a reason that a button cannot carry',
      { phase: 'gates-before', gate: aGateView({ kind: 'window', reasonNeeded: true }) },
      ['Reject'],
    ],
    ['in the shift', { phase: 'shifting' }, ['Abort']],
    [
      'at a hold',
      { phase: 'shifting', gate: aGateView({ stage: 'during', kind: 'hold' }) },
      ['Continue', 'Abort'],
    ],
    ['in a soak', { phase: 'gates-after', gate: aGateView({ stage: 'after', asks: false }) }, ['Roll back']],
    [
      'in a soak of a rollback, which goes back no further than to what served before it',
      { phase: 'gates-after', start: 'rollback', gate: aGateView({ stage: 'after', asks: false }) },
      ['Abort'],
    ],
    [
      'at an approval after',
      { phase: 'gates-after', gate: aGateView({ stage: 'after' }) },
      ['Keep', 'Roll back'],
    ],
    ['while it goes back', { phase: 'going-back' }, []],
    ['once live', ended('DEPLOYED'), ['Roll back']],
    ['once live, the endpoint having been made by it', { ...ended('DEPLOYED'), ...first }, []],
    ['once failed, and left live', { ...ended('FAILED'), serving: true }, ['Roll back']],
    ['once failed, and another is live', ended('FAILED'), []],
    ['once failed, with nothing to go back to', { ...ended('FAILED'), serving: true, ...first }, []],
    ['in a soak of what has made the endpoint', { phase: 'gates-after', ...first }, []],
    [
      'at an approval of what has made the endpoint',
      { phase: 'gates-after', gate: aGateView({ stage: 'after' }), ...first },
      ['Keep', 'Reject'],
    ],
    ['once another is live', { ...ended('DEPLOYED'), serving: false }, []],
    ['once rolled back', ended('ROLLED_BACK'), []],
    ['once ended, a gate left open', { ...ended('REJECTED'), gate: aGateView() }, []],
  ])('%s', (_, over, expected) => {
    expect(labels(over)).toEqual(expected);
  });

  it('carry what they decide, signed, and ask back in a dialog', () => {
    const [approve, reject] = buttons({ phase: 'gates-before', gate: aGateView() });
    expect(approve).toMatchObject({
      action_id: 'greenlight:approve',
      style: 'primary',
      confirm: {
        title: { text: 'Approve?' },
        text: { text: 'iris v2: The rollout goes on to its next gate, or to the shift.' },
        confirm: { text: 'Approve' },
        deny: { text: 'Cancel' },
      },
    });
    expect(reject?.style).toBe('danger');
    expect(verifyToken(aKeyring, 'slack', approve?.value ?? '', instantMs)).toMatchObject({
      ok: true,
      claim: { action: 'approve', endpoint: 'iris', rollout: 'iris-5f3a0c81d2e4-1', gate: aGateView().id },
    });
  });

  it('are about the rollout where no gate asks', () => {
    const [abort] = buttons({ phase: 'shifting' });
    const verified = verifyToken(aKeyring, 'slack', abort?.value ?? '', instantMs);
    expect(verified.ok && verified.claim.gate).toBe(undefined);
  });
});
