import { describeBreach } from '../cloudwatch/breach.ts';
import { describeDecision } from '../gates/decision.ts';
import { findingText } from '../judge/finding.ts';
import type { RolloutPhase } from '../records/rollout-record.ts';
import { compareInstants, type Instant } from '../values/instant.ts';
import type { Facts, GateFact } from './facts.ts';
import type { Happening } from './recording.ts';
import { phaseText, startText } from './words.ts';

/** Everything that has happened in a rollout, one line each, oldest first: from its facts, so nothing is told twice. */
export function happenedIn(facts: Facts): Happening[] {
  const {
    start,
    startedAt,
    phases,
    gates,
    breaches,
    stop,
    endedAt,
    outcome,
    cause,
    judged = [],
    aftermath,
  } = facts;
  const plain = (at: Instant, kind: string, text: string): Happening => ({ at, kind, text, tone: 'plain' });
  const entered = Object.entries(phases).filter(([phase]) => phase !== 'concluded') as [
    RolloutPhase,
    Instant,
  ][];
  return [
    plain(startedAt, 'start', `${facts.version}, ${startText(start)}`),
    ...entered.map(([phase, at]) => plain(at, phase, capital(phaseText(phase)))),
    ...gates.flatMap(gateHappened),
    ...breaches.map(
      (breach): Happening => ({ at: breach.at, kind: 'alarm', text: describeBreach(breach), tone: 'bad' }),
    ),
    ...(stop === undefined
      ? []
      : [{ at: stop.at, kind: 'stop', text: `${stop.by}: ${stop.reason}`, tone: 'bad' as const }]),
    ...(endedAt === null || outcome === null
      ? []
      : [
          ...judged.map((finding) => plain(endedAt, 'judged', findingText(finding))),
          {
            at: endedAt,
            kind: 'concluded',
            text: `${outcome}: ${cause ?? ''}`,
            tone: outcome === 'DEPLOYED' ? ('good' as const) : ('bad' as const),
          },
        ]),
    ...(aftermath === undefined
      ? []
      : [
          plain(
            aftermath.at,
            'aftermath',
            `The endpoint is ${aftermath.status} on ${aftermath.serving ?? 'nothing'}`,
          ),
        ]),
  ].sort((a, b) => compareInstants(a.at, b.at));
}

function gateHappened({
  kind,
  stage,
  since,
  endedAt,
  status,
  why,
  asks,
  asked,
  decisions,
}: GateFact): Happening[] {
  const name = `Gate ${kind} ${stageWords[stage]}`;
  const question = (asks ?? asked)?.question;
  return [
    question === undefined
      ? { at: since, kind: 'gate', text: name, tone: 'plain' }
      : { at: since, kind: 'gate', text: `${name} asks: ${question}`, tone: 'asks' },
    ...decisions.map(
      (decision): Happening => ({
        at: decision.at,
        kind: 'decision',
        text: describeDecision(decision, decision.verdict === 'approve' ? 'approved' : 'rejected'),
        tone: decision.verdict === 'approve' ? 'good' : 'bad',
      }),
    ),
    ...(endedAt === undefined
      ? []
      : [{ at: endedAt, kind: 'gate', text: `${name} ${status}: ${why}`, tone: tones[status] }]),
  ];
}

const stageWords = {
  before: 'before the shift',
  during: 'during the shift',
  after: 'after the shift',
} as const;

const tones: Readonly<Record<GateFact['status'], Happening['tone']>> = {
  pending: 'asks',
  passed: 'good',
  overridden: 'good',
  failed: 'bad',
  withdrawn: 'plain',
  ended: 'plain',
};

const capital = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}`;
