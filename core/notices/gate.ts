import type { GateItem } from '../gates/item.ts';
import type { AnswerLinks } from '../links/answer-links.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { Notice } from './notice.ts';
import { plain } from './text.ts';

/**
 * A rollout waits at a gate: for whom or what, until when, and how to answer. Links are lines, since a next step of a
 * chat message is too short for the longest, and half a link is none.
 */
export function gateNotice(rollout: Rollout, item: GateItem, links?: AnswerLinks): Notice {
  const { endpoint, version } = rollout.release;
  const where = item.stage === 'before' ? 'before its shift' : 'after its shift';
  const until = item.until === undefined ? '' : ` Until ${new Date(item.until).toISOString()}.`;
  const name = `${rolloutName(rollout)}/${item.stage}/${item.n}`;
  return {
    endpoint,
    thread: rolloutName(rollout),
    phase: 'gate',
    severity: item.ask === undefined ? 'info' : 'warning',
    title: `:raised_hand: ${endpoint} ${plain(version)}: ${item.ask === undefined ? 'waiting' : 'asking'} at gate ${item.kind}, ${where}`,
    lines: [`${plain(item.ask?.question ?? item.why)}${until}`, ...linkLines(item, links)],
    nextSteps:
      item.ask === undefined
        ? []
        : [`npx greenlight approve ${name}`, `npx greenlight reject ${name} --reason "…"`],
  };
}

/** Whoever reads it may answer: the manifest says that a link is enough. */
const linkLines = ({ ask }: GateItem, links: AnswerLinks | undefined): string[] =>
  ask === undefined || links === undefined
    ? []
    : [`To ${said(ask.approve)}: ${links.approve}`, `To ${said(ask.reject)}: ${links.reject}`];

/** `roll-back` as people say it. */
const said = (answer: string): string => answer.replace('-', ' ');
