import { describe, expect, it } from 'vitest';
import { aboutGate, aboutRollout, type StateChange } from '../../../core/announcements/state-change.ts';
import { openedGate } from '../../../core/gates/item.ts';
import { aftermathNotice } from '../../../core/notices/aftermath.ts';
import { type AlarmNoticeInput, alarmNotice } from '../../../core/notices/alarm.ts';
import { driftNotice } from '../../../core/notices/drift.ts';
import { decisionNotice, gateNotice } from '../../../core/notices/gate.ts';
import { manifestHeldNotice, unusableManifestNotice } from '../../../core/notices/manifest.ts';
import {
  goingBackNotice,
  misplacedNotice,
  outcomeNotice,
  queuedNotice,
  shiftingNotice,
} from '../../../core/notices/messages.ts';
import { chatMessage, messageAttributes, type Notice } from '../../../core/notices/notice.ts';
import { proposalNotice } from '../../../core/notices/proposal.ts';
import { reportLine } from '../../../core/notices/report-line.ts';
import type { Proposal } from '../../../core/records/proposal.ts';
import type { Rollout } from '../../../core/release.ts';
import { concludeEnding } from '../../../core/verdict/conclude-ending.ts';
import type { Ending } from '../../../core/verdict/ending.ts';
import type { NextStep } from '../../../core/verdict/next-step.ts';
import { noticeFaults } from '../../../scenarios/custom-notification.ts';
import {
  aBreach,
  aPlan,
  aProblem,
  aRelease,
  aRollout,
  aSmallPlan,
  aStop,
  instant,
  instantMs,
} from '../../support/builders.ts';

/** All that comes from outside, where a template puts it. */
interface Outside {
  readonly text: string;
  readonly rollout: Rollout;
}
const ordinary: Outside = { text: 'because of that', rollout: aRollout() };
const hostileText = 'x\n*b* <!channel> <@U1|y> @here `c` [d](http://evil.example) ~e~ \u202e\u0000😀';
const hostile: Outside = {
  text: hostileText,
  rollout: aRollout({
    release: { ...aRelease(), version: hostileText, uploadedBy: hostileText },
  }),
};

/** Where there is a console. */
const execution = 'arn:aws:states:eu-west-1:111122223333:execution:greenlight-prod-rollout:any';

const outcome = ({ rollout }: Outside, ending: Ending, nextSteps?: NextStep[]): Notice => {
  const conclusion = { ...concludeEnding(ending), ...(nextSteps && { nextSteps }) };
  const event: StateChange = { ...aboutRollout(rollout, instant), phase: 'concluded', ...conclusion };
  return {
    ...outcomeNotice(
      rollout,
      conclusion,
      reportLine(rollout, execution, { greenlight: ' --stage prod', aws: '' }),
    ),
    event,
  };
};
const stepsWith = (text: string): NextStep[] => [
  { text: `To go back to ${text}`, command: 'npx greenlight rollback iris', action: 'roll-back' },
  { text: 'Look at it', url: 'https://eu-west-1.console.aws.amazon.com/' },
];
const gateOf = (text: string, asks: boolean) => ({
  ...openedGate('before', 1, 'approval', instantMs),
  why: text,
  until: instantMs,
  ...(asks && {
    ask: {
      question: text,
      approve: 'approve' as const,
      reject: 'reject' as const,
      anyoneWithLink: true,
      reasonNeeded: false,
    },
  }),
});
const links = { approve: 'https://x.example/decide?link=a', reject: 'https://x.example/decide?link=r' };
const decision = (text: string) =>
  ({
    verdict: 'reject',
    by: 'U0ANA',
    name: text,
    via: 'slack',
    at: instantMs,
    round: 1,
    reason: text,
  }) as const;
const alarm = (text: string, over: Partial<AlarmNoticeInput> = {}) =>
  alarmNotice({
    endpoint: 'iris',
    role: 'rollback',
    breach: aBreach({ name: text, reason: text, children: [text], suppressed: text }),
    untold: 0,
    ...over,
  });
const drift = (text: string, what: 'config' | 'deleted' | 'appeared' | 'failed' | 'recovered') =>
  driftNotice(
    {
      endpoint: 'iris',
      what,
      from: text,
      to: text,
      status: 'Failed',
      failureReason: text,
      id: 'd',
    },
    stepsWith(text),
  );

const proposal = (text: string, over: Partial<Proposal> = {}): Proposal => ({
  ...{ kind: 'abort', endpoint: 'iris', rollout: 'iris-0123456789ab-1', by: text, reason: text },
  ...{ at: instant, until: instant, key: 'key-1' },
  ...over,
});

const flags = { greenlight: ' --stage prod --region eu-west-1', aws: ' --region eu-west-1' };

/** Every template, in every form that it has. */
const templates: Readonly<Record<string, (outside: Outside) => Notice>> = {
  queued: ({ rollout }) => queuedNotice(rollout, 'iris-0123456789ab-1'),
  shifting: ({ rollout }) => shiftingNotice(aPlan({}, rollout), []),
  'shifting, with what is worth knowing': ({ rollout, text }) =>
    shiftingNotice({ ...aSmallPlan(rollout), warnings: [aProblem({ got: text })] }, []),
  'creating the endpoint': ({ rollout }) => shiftingNotice(aPlan({ live: undefined }, rollout), []),
  'going back': ({ rollout }) => goingBackNotice(aSmallPlan(rollout)),
  DEPLOYED: (outside) => outcome(outside, { kind: 'verdict', verdict: { kind: 'live' } }),
  'ROLLED_BACK by an alarm': (outside) =>
    outcome(outside, {
      kind: 'verdict',
      verdict: { kind: 'rolled-back', breaches: [aBreach({ name: outside.text, children: [outside.text] })] },
    }),
  'ROLLED_BACK by a person': (outside) =>
    outcome(outside, {
      kind: 'verdict',
      verdict: { kind: 'rolled-back', breaches: [], stop: aStop({ by: outside.text, reason: outside.text }) },
    }),
  REJECTED: (outside) =>
    outcome(outside, { kind: 'refused', problems: [aProblem(), aProblem({ got: outside.text })] }),
  SUPERSEDED: (outside) =>
    outcome(outside, {
      kind: 'stopped',
      stop: aStop({ kind: 'superseded', by: 'iris-0123456789ab-1', reason: outside.text }),
    }),
  'FAILED, and urgent': (outside) =>
    outcome(outside, {
      kind: 'verdict',
      verdict: {
        kind: 'failed',
        why: 'endpoint-failed',
        status: 'Failed',
        serving: null,
        failureReason: outside.text,
        breaches: [],
      },
    }),
  'FAILED, with what can be done': (outside) =>
    outcome(outside, { kind: 'error', during: 'ShiftBack', error: 'ApiRefused' }, stepsWith(outside.text)),
  'the aftermath of TIMED_OUT': ({ rollout, text }) =>
    aftermathNotice(rollout, { status: 'InService', serving: text, nextSteps: stepsWith(text) }, aPlan()),
  TIMED_OUT: (outside) => outcome(outside, { kind: 'timed-out', during: 'shift' }),
  'a gate that waits': ({ rollout, text }) => gateNotice(rollout, gateOf(text, false), flags),
  'a gate that asks': ({ rollout, text }) => {
    const item = gateOf(text, true);
    const gate = { ...aboutGate(rollout, item), why: text, question: text };
    return {
      ...gateNotice(rollout, item, flags),
      event: { ...aboutRollout(rollout, instant), phase: 'gate', gate },
    };
  },
  'a gate that asks anyone with the link': ({ rollout, text }) =>
    gateNotice(rollout, gateOf(text, true), flags, links),
  'a decision': ({ rollout, text }) => decisionNotice(rollout, gateOf(text, true), decision(text)),
  'an alarm outside any rollout': ({ text }) => alarm(text),
  'an alarm before the shift': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'before', refused: true } }),
  'an alarm before a rollback’s shift': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'before', refused: false } }),
  'an alarm in the shift, again': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'shift', doing: text }, untold: 3 }),
  'an alarm in the shift, of which nothing is known': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'shift' }, untold: 1 }),
  'an alarm while it goes back': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'back' } }),
  'an alarm in a soak': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'after', soaks: true } }),
  'an alarm after the shift': ({ text }) =>
    alarm(text, { rollout: 'iris-0123456789ab-1', inFlight: { at: 'after', soaks: false } }),
  'an alarm that asks': ({ text }) =>
    alarm(text, { role: 'hold', rollout: 'iris-0123456789ab-1', inFlight: { at: 'shift' } }),
  'an alarm that will ask': ({ text }) =>
    alarm(text, { role: 'hold', rollout: 'iris-0123456789ab-1', inFlight: { at: 'before', refused: true } }),
  'an alarm that asks in a soak': ({ text }) =>
    alarm(text, { role: 'hold', rollout: 'iris-0123456789ab-1', inFlight: { at: 'after', soaks: true } }),
  'an alarm that asks no more': ({ text }) =>
    alarm(text, { role: 'hold', rollout: 'iris-0123456789ab-1', inFlight: { at: 'after', soaks: false } }),
  'an alarm that only tells': ({ text }) => alarm(text, { role: 'notify', rollout: 'iris-0123456789ab-1' }),
  'a proposal': ({ text }) =>
    proposalNotice(proposal(text), { what: text, effect: text, button: 'Abort' }, flags),
  'a proposal that has no button': ({ text }) =>
    proposalNotice(proposal(text, { kind: 'rollback', rollout: null }), { what: text, effect: text }, flags),
  'drift: config': ({ text }) => drift(text, 'config'),
  'drift: deleted': ({ text }) => drift(text, 'deleted'),
  'drift: appeared': ({ text }) => drift(text, 'appeared'),
  'drift: failed': ({ text }) => drift(text, 'failed'),
  'drift: recovered': ({ text }) => drift(text, 'recovered'),
  misplaced: ({ text }) =>
    misplacedNotice({ bucket: 'models', key: text, uploadedBy: text }, aProblem({ field: 'key', got: text })),
  'a misplaced manifest': ({ text }) =>
    misplacedNotice({ bucket: 'models', key: text, uploadedBy: text }, aProblem({ got: text }), 'manifest'),
  'a manifest that starts nothing': ({ text }) =>
    manifestHeldNotice({ endpoint: 'iris', uploadedBy: text }, text, []),
  'a manifest that starts nothing and would be refused': ({ text }) =>
    manifestHeldNotice({ endpoint: 'iris', uploadedBy: text }, text, [aProblem({ got: text })]),
  'a manifest that cannot be used': ({ text }) =>
    unusableManifestNotice({ endpoint: 'iris', uploadedBy: text }, [aProblem({ field: text, got: text })]),
};

/** The message as it is sent, but for what is in it for machines. */
function shown(notice: Notice) {
  const { content, metadata } = chatMessage(notice);
  const { event, ...additionalContext } = metadata.additionalContext;
  return { content, metadata: { ...metadata, additionalContext } };
}

/** What a template says, in one line: severity, thread, title, and the description with its lines one after another. */
const lineOf = (name: string, template: (outside: Outside) => Notice): string => {
  const { content, metadata } = shown(template(ordinary));
  const { severity } = metadata.additionalContext;
  const description = content.description.replaceAll('\n', ' ⏎ ');
  return `${name} · ${severity} · ${metadata.threadId} · ${content.title} · ${description}`;
};

it('The templates read so, a line each', async () => {
  const lines = Object.entries(templates).map(([name, template]) => lineOf(name, template));
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('templates.txt');
});

describe.each(Object.entries(templates))('The template %s', (_, template) => {
  it('takes nothing from outside for more than text', () => {
    const { content, metadata } = shown(template(hostile));
    const texts = [content.title, content.description.replaceAll('\n', ' '), metadata.summary];
    for (const text of texts) {
      expect(text).not.toMatch(/[*<>@`~[\]|\p{Cc}\u202a-\u202e]|https?:\/\/evil/iu);
    }
  });

  it('is a message that no chat drops', () => {
    for (const outside of [ordinary, hostile]) {
      const notice = template(outside);
      expect(noticeFaults(JSON.stringify(chatMessage(notice)), messageAttributes(notice))).toEqual([]);
    }
  });
});
