import { describeDecider } from '../gates/decision.ts';
import type { DecisionFact, Facts } from '../recording/facts.ts';
import { phaseText, startText } from '../recording/words.ts';
import { uploaderText } from '../records/uploader.ts';
import { formatBytes } from '../values/bytes.ts';
import { formatDuration } from '../values/duration.ts';
import { epochMsOf, type Instant } from '../values/instant.ts';
import { shortInstant } from '../values/short-instant.ts';
import { pairs, table } from './parts.ts';

/** Who asked for what, and by which manifest. */
export function releasePart(facts: Facts): string {
  const { artifact, manifest, digest, strategy, start, stop, goesBackTo, before } = facts;
  const version = artifact.versionId === undefined ? '' : `, version ${artifact.versionId}`;
  const size = artifact.kind === 'archive' ? `, ${formatBytes(artifact.size)}` : '';
  const foreign = goesBackTo?.foreign === true;
  const back =
    goesBackTo && `endpoint config ${goesBackTo.config}${foreign ? ', which no release has made' : ''}`;
  const by = manifest === null ? 'none, or not settled' : `${manifest.key}, version ${manifest.versionId}`;
  const known: (readonly [string, string | null | undefined])[] = [
    ['release', `${facts.release}, attempt ${facts.attempt}`],
    ['asked for', `${shortInstant(start.at)}, ${startText(start)}`],
    ['goes back to', back],
    // What others have deployed is stored under the release that it takes the place of.
    ['artifact', foreign ? null : `s3://${artifact.bucket}/${artifact.key}${version}`],
    [
      'uploaded',
      foreign ? null : `${shortInstant(facts.uploadedAt)} by ${uploaderText(facts.uploadedBy)}${size}`,
    ],
    ['served before', before],
    ['manifest', by],
    ['strategy', strategy],
    ['digest', digest ?? 'never settled'],
    ['stopped', stop && `${shortInstant(stop.at)} by ${stop.by}: ${stop.reason}`],
  ];
  return pairs(
    known.flatMap(([name, text]) => (text === null || text === undefined ? [] : [[name, text] as const])),
  );
}

/** What it changed against what served. Of environment variables only names. */
export const changesPart = ({ changes }: Facts): string =>
  table(
    ['what', 'before', 'after'],
    changes.map(({ what, how, from, to }) => [
      what,
      from ?? (how === 'added' ? '–' : how),
      to ?? (how === 'removed' ? '–' : how),
    ]),
  );

/** Who decided what, when and why, and what each gate came to. Decisions count for the settled release alone. */
export function gatesPart({ gates }: Facts): string {
  const decisions = gates.flatMap(({ gate, kind, decisions }) =>
    decisions.map((decision) => [
      shortInstant(decision.at),
      `${decision.verdict === 'approve' ? 'approved' : 'rejected'} by ${describeDecider(decision)}`,
      viaText(decision),
      `${kind} (${placeOf(gate)})`,
      decision.reason ?? '–',
    ]),
  );
  const reached = gates.map(({ gate, kind, status, why, since, endedAt }) => [
    `${kind} (${placeOf(gate)})`,
    shortInstant(since),
    endedAt === undefined ? '–' : shortInstant(endedAt),
    `${status}: ${why}`,
  ]);
  return `${table(['at', 'decision', 'by way of', 'gate', 'reason'], decisions)}${table(['gate', 'from', 'until', 'result'], reached)}`;
}

/** `before/0` */
const placeOf = (gate: string): string => gate.split('/').slice(1).join('/');

const vias: Readonly<Record<string, string>> = {
  slack: 'Slack, which proves who presses',
  iam: 'a signed command',
  link: 'a link, which proves nobody',
};
const viaText = ({ via }: DecisionFact): string => vias[via] ?? via;

/** Each phase with its beginning and its length, which ends with the next one. */
export function phasesPart({ phases, endedAt }: Facts, asOf: Instant): string {
  const inOrder = (Object.entries(phases) as [keyof typeof phases, Instant][])
    .filter(([phase]) => phase !== 'concluded')
    .sort(([, a], [, b]) => epochMsOf(a) - epochMsOf(b));
  return table(
    ['phase', 'from', 'for'],
    inOrder.map(([phase, at], n) => {
      const next = inOrder[n + 1]?.[1] ?? endedAt ?? asOf;
      return [phaseText(phase), shortInstant(at), formatDuration(secondsBetween(at, next))];
    }),
  );
}

const secondsBetween = (from: Instant, to: Instant): number =>
  Math.max(0, Math.round((epochMsOf(to) - epochMsOf(from)) / 1000));
