import * as z from 'zod';
import { byUpdate } from '../deployment/words.ts';
import type { Approval, GateQuestion, Rejection } from '../gates/ask.ts';
import type { Stage } from '../gates/gate.ts';
import type { GateItem } from '../gates/item.ts';
import { utcMinute } from '../values/instant.ts';
import { html, page, type Tone } from './page.ts';

/** A gate, as the page of its link shows it. */
export interface QuestionView {
  readonly endpoint: string;
  readonly version: string;
  readonly rollout: string;
  readonly item: GateItem;
  /** The gate's configuration in the manifest. */
  readonly config?: unknown;
}

/** What the link can do. */
export interface Offered {
  readonly verdict: 'approve' | 'reject';
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The page that asks for confirmation of the link's answer. Viewing it changes nothing. */
export function askPage(
  asked: QuestionView,
  ask: GateQuestion,
  { verdict, reference, expiresAt }: Offered,
): string {
  const { item, config } = asked;
  const { until = Number.POSITIVE_INFINITY } = item;
  const { label, effect } = wordsOf(item, ask[verdict]);
  const other = wordsOf(item, ask[verdict === 'approve' ? 'reject' : 'approve']);
  const needed = verdict === 'approve' && ask.reasonNeeded;
  const rows: Row[] = [
    ...about(asked),
    ['Question', ask.question],
    [
      'Until',
      `${utcMinute(Math.min(until, expiresAt))}${expiresAt < until ? ' (this link; the question stays open longer)' : ''}`,
    ],
    [label, effect],
    [other.label, `${other.effect} That takes the other link.`],
    ...otherwise(config, ask),
  ];
  const form = `<form method="post" action="decide">
<input type="hidden" name="link" value="${html(reference)}">
<input type="hidden" name="action" value="${verdict}">
<label for="reason">Why${needed ? '' : ' (if you like)'}; it is kept, and told with the decision</label>
<textarea id="reason" name="reason" rows="2" maxlength="500"${needed ? ' required' : ''}></textarea>
<button type="submit">${html(label)}</button>
</form>
<small>This link identifies no one: whoever has it can answer, once. Nothing has been done so far.</small>`;
  const title = `${label}: ${asked.endpoint} ${asked.version}?`;
  return page(title, toneOf(verdict), `${list(rows)}\n${form}`);
}

/** The answer was accepted. */
export function donePage(asked: QuestionView, verdict: 'approve' | 'reject'): string {
  const { done, effect } = wordsOf(asked.item, asked.item.ask?.[verdict] ?? verdict);
  return page(done, toneOf(verdict), `${paragraph(effect)}\n${list(about(asked))}`);
}

/** The link or the form is not valid, or no longer. */
export const refusedPage = (title: string, text: string, asked?: QuestionView): string =>
  page(title, 'plain', `${paragraph(text)}${asked === undefined ? '' : `\n${list(about(asked))}`}`);

type Row = readonly [name: string, text: string];

const about = ({ endpoint, version, rollout, item }: QuestionView): Row[] => [
  ['Endpoint', endpoint],
  ['Version', version],
  ['Rollout', rollout],
  ['Gate', `${item.kind}, ${where[item.stage]}`],
];

const where: Readonly<Record<Stage, string>> = {
  before: 'before the shift',
  during: 'in the shift',
  after: 'after the shift',
};

/** The words for a gate's answers, and what each answer does. */
const words: Readonly<Record<Approval | Rejection, { label: string; done: string; effect: string }>> = {
  approve: {
    label: 'Approve',
    done: 'Approved',
    effect: 'The rollout goes on to its next gate, or to the shift.',
  },
  override: {
    label: 'Open the window now',
    done: 'Let through the closed window',
    effect: 'The rollout goes on although the window is closed.',
  },
  continue: { label: 'Continue', done: 'Continued', effect: 'The rollout goes on in spite of the alarm.' },
  keep: { label: 'Keep', done: 'Kept', effect: 'The new release stays live.' },
  reject: { label: 'Reject', done: 'Rejected', effect: 'The rollout ends here, with nothing changed.' },
  abort: {
    label: 'Abort',
    done: 'Aborted',
    effect: 'The rollout is stopped, and all traffic goes back to what served before.',
  },
  'roll-back': {
    label: 'Roll back',
    done: 'To be rolled back',
    effect: `The endpoint goes back by ${byUpdate}.`,
  },
};

/** If there is nothing to go back to after the shift, rejecting only rejects: nothing is rolled back. */
const wordsOf = ({ stage }: GateItem, answer: Approval | Rejection): (typeof words)[Approval | Rejection] =>
  stage === 'after' && answer === 'reject'
    ? {
        ...words.reject,
        effect: 'There is nothing to go back to: it is told as FAILED, and serves until somebody acts.',
      }
    : words[answer];

const otherwiseSchema = z.object({ otherwise: z.string() });
const held = z.object({ hold: otherwiseSchema }).transform(({ hold }) => hold);

/** The default answer when the time is up, if the gate's configuration has one. */
function otherwise(config: unknown, ask: GateQuestion): Row[] {
  const said = z.union([otherwiseSchema, held]).safeParse(config).data?.otherwise ?? '';
  const verdict = ['approve', 'keep', 'continue'].includes(said)
    ? 'approve'
    : ['reject', 'roll-back', 'abort'].includes(said)
      ? 'reject'
      : undefined;
  return verdict === undefined ? [] : [['No answer', `counts as: ${words[ask[verdict]].label}`]];
}

const toneOf = (verdict: 'approve' | 'reject'): Tone => (verdict === 'approve' ? 'good' : 'bad');

const paragraph = (text: string): string => `<p>${html(text)}</p>`;
const list = (rows: readonly Row[]): string =>
  `<dl>\n${rows.map(([name, text]) => `<dt>${html(name)}</dt><dd>${html(text)}</dd>`).join('\n')}\n</dl>`;
