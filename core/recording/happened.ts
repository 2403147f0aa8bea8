import { describeBreach } from '../cloudwatch/breach.ts';
import { describeDecision } from '../gates/decision.ts';
import { findingText } from '../judge/finding.ts';
import { phaseOrder } from '../records/phase-order.ts';
import type { RolloutPhase } from '../records/rollout-record.ts';
import { compareInstants, type Instant } from '../values/instant.ts';
import type { Facts, GateFact } from './facts.ts';
import type { Happening } from './recording.ts';
import { phaseText, startText } from './words.ts';

/**
 * Everything that has happened in a rollout, one line each, oldest first: from its facts, so nothing is told twice. Of one
 * instant, what brings something about comes before it: a decision, then its gate's end, then the phase that follows.
 */
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
  const order = phaseOrder(phases);
  const entered = (from: RolloutPhase | undefined, to: RolloutPhase): Happening[] =>
    order.slice(from === undefined ? 0 : order.indexOf(from) + 1, order.indexOf(to) + 1).flatMap((phase) => {
      const at = phases[phase];
      return at === undefined ? [] : [plain(at, phase, capital(phaseText(phase)))];
    });
  const gatesOf = (stage: GateFact['stage']) =>
    gates.filter((gate) => gate.stage === stage).flatMap(gateHappened);
  // Written in the order of cause and effect: the sort leaves it so within an instant.
  return [
    plain(startedAt, 'start', `${facts.version}, ${startText(start)}`),
    ...entered(undefined, 'gates-before'),
    ...gatesOf('before'),
    ...entered('gates-before', 'shifting'),
    ...breaches.map(
      (breach): Happening => ({ at: breach.at, kind: 'alarm', text: describeBreach(breach), tone: 'bad' }),
    ),
    ...gatesOf('during'),
    ...entered('shifting', 'gates-after'),
    ...gatesOf('after'),
    ...(stop === undefined
      ? []
      : [{ at: stop.at, kind: 'stop', text: `${stop.by}: ${stop.reason}`, tone: 'bad' as const }]),
    ...entered('gates-after', 'going-back'),
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
