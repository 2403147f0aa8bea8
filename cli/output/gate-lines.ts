import { describeDecider } from '../../core/gates/decision.ts';
import type { DecisionFact, GateFact } from '../../core/recording/facts.ts';
import { secondsFrom } from '../../core/recording/words.ts';
import { formatDuration } from '../../core/values/duration.ts';
import type { Instant } from '../../core/values/instant.ts';
import { shortInstant } from '../../core/values/short-instant.ts';

/** A waiting gate, one line per fact. */
export function waitingGateLines(endpoint: string, view: GateFact, now: Instant, flags: string): string[] {
  const { gate, kind, why, until, asks } = view;
  if (asks === undefined) return [`${kind}  ${gate}`, `${why}${untilText(until, now)}`];
  const otherwise = asks.otherwise === undefined ? '' : `, else: ${asks.otherwise}`;
  return [
    `${kind}  ${gate}`,
    asks.question,
    `asked: ${askedText(view)}${untilText(until, now)}${otherwise}`,
    `decide: npx greenlight approve ${endpoint}${asks.reasonNeeded ? ' --reason TEXT' : ''}${flags}${meant(asks.approve)}, or reject${meant(asks.reject)}`,
  ];
}

/** `approval waits for a person: Release it?`, without values that change just because time passes. */
export const waitingGateText = ({ kind, why, asks }: GateFact): string =>
  `${kind}: ${asks === undefined ? why : asks.question}`;

/** What a command's word means at this gate: ` (keep)`. */
const meant = (word: string): string => (word === 'approve' || word === 'reject' ? '' : ` (${word})`);

function askedText({ asks }: GateFact): string {
  if (asks?.anyoneWithLink) return 'anyone with the link, or a proven identity';
  return asks?.by?.join(', ') ?? 'anyone whose identity Slack or IAM proves';
}

/** `; until 2026-01-05 18:00Z, 8h left` */
export const untilText = (until: Instant | undefined, now: Instant): string =>
  until === undefined
    ? ''
    : `; until ${shortInstant(until)}, ${formatDuration(secondsFrom(now, until))} left`;

/** How, by whom and when a gate was decided, or how it ended by itself. */
export function endedGateLines({
  gate,
  kind,
  why,
  endedAt,
  status,
  decisions,
  judged = [],
}: GateFact): string[] {
  const name = `${gate.split('/').slice(1).join('/')} ${kind}`;
  if (decisions.length > 0) return decisions.map((decision) => `${name}: ${decisionText(decision)}`);
  const verdicts = judged.length === 0 ? '' : ` (${judged.map(({ verdict }) => verdict).join(', ')})`;
  return endedAt === undefined ? [] : [`${name}: ${status}${verdicts} ${shortInstant(endedAt)}: ${why}`];
}

/** `approved by ana (U024BE7LH) 2026-01-05 10:00Z: looks fine` */
function decisionText(decision: DecisionFact): string {
  const done = decision.verdict === 'approve' ? 'approved' : 'rejected';
  const why = decision.reason === undefined ? '' : `: ${decision.reason}`;
  return `${done} by ${describeDecider(decision)} ${shortInstant(decision.at)}${why}`;
}
