import type { FleetView } from '../chat/view.ts';
import type { AlarmRole } from '../cloudwatch/breach.ts';
import { type DeploymentState, goesBack } from '../deployment/state.ts';
import { deploymentWords } from '../deployment/words.ts';
import type { RolloutPhase } from '../records/rollout-record.ts';
import type { Instant } from '../values/instant.ts';
import type { Outcome } from '../verdict/conclusion.ts';
import { nextStepText } from '../verdict/next-step.ts';
import type { Facts, GateFact } from './facts.ts';
import type { Frame } from './frame.ts';
import { phaseText } from './words.ts';

/** A rollout at one instant, with nothing in it that was not known then. */
export interface Moment {
  readonly facts: Facts;
  readonly phase: RolloutPhase;
  /** When that phase began. */
  readonly since: Instant;
  /** Whether the rollout's end had come. */
  readonly ended: boolean;
  readonly gates: readonly GateFact[];
  /** As the endpoint was last seen, if the rollout shifts or goes back. */
  readonly state: DeploymentState | undefined;
  readonly fleets: readonly FleetView[];
  readonly stop: Facts['stop'] | undefined;
  /** Alarms that had gone off by then, and when. */
  readonly wentOff: readonly { readonly label: string; readonly on: AlarmRole; readonly at: Instant }[];
  /** When SageMaker was first seen to go back. */
  readonly backSince: Instant | undefined;
}

export type Spoken = Pick<Frame, 'sentence' | 'tone' | 'toDo'>;

const tones: Readonly<Record<Outcome, Frame['tone']>> = {
  DEPLOYED: 'good',
  ROLLED_BACK: 'bad',
  REJECTED: 'plain',
  SUPERSEDED: 'plain',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
};

/** `14:03 UTC` */
const clock = (at: Instant): string => `${at.slice(11, 16)} UTC`;
const nothingToDo = 'Nothing to do.';

/**
 * The truth for a person who has two minutes: what goes on and since when, why, which fleet serves, and whether anything
 * is to be done. `Rolling back since 14:03 UTC by alarm iris-5xx. Blue (v12) has 100 %, green (v13) 0 %. Nothing to do.`
 */
export function spoken(moment: Moment): Spoken {
  if (moment.ended) return afterEnd(moment);
  const asking = moment.gates.find(({ asks }) => asks !== undefined);
  const back = moment.phase === 'going-back' || (moment.state !== undefined && goesBack(moment.state));
  if (asking?.asks !== undefined && !back && moment.stop === undefined) {
    const until = asking.until === undefined ? '' : `Until ${clock(asking.until)}`;
    const { question, otherwise } = asking.asks;
    const then = otherwise === undefined ? '' : `; without an answer: ${otherwise}`;
    return {
      sentence: words(
        `${doing(moment)} since ${clock(moment.since)}`,
        servesText(moment),
        `Somebody is asked: ${question}`,
        until === '' ? '' : `${until}${then}`,
      ),
      tone: 'asks',
      toDo: true,
    };
  }
  if (back || moment.stop !== undefined) return goingBack(moment, back);
  const waits = moment.gates.find(({ status }) => status === 'pending');
  const alarms =
    moment.wentOff.length === 0 ? '' : `Went off: ${moment.wentOff.map(({ label }) => label).join(', ')}`;
  return {
    sentence: words(
      `${doing(moment)} since ${clock(moment.since)}`,
      servesText(moment),
      meaning(moment),
      waits === undefined ? '' : `Gate ${waits.kind}: ${waits.why}`,
      alarms,
      nothingToDo,
    ),
    tone: moment.wentOff.length > 0 ? 'bad' : 'plain',
    toDo: false,
  };
}

/** The same, while somebody is asked to confirm or decline what is proposed: then there is something to do. */
export function spokenWithProposal({ sentence }: Spoken): Spoken {
  const rest = sentence.endsWith(nothingToDo) ? sentence.slice(0, -nothingToDo.length) : sentence;
  return {
    sentence: words(rest, 'Somebody is asked to confirm or decline what is proposed'),
    tone: 'asks',
    toDo: true,
  };
}

function goingBack(moment: Moment, back: boolean): Spoken {
  const { stop, wentOff, phase, since, backSince } = moment;
  const alarm = wentOff.filter(({ on }) => on === 'rollback').toSorted((a, b) => (a.at < b.at ? -1 : 1))[0];
  const why = stop !== undefined ? ` by ${stop.by}: ${stop.reason}` : alarm ? ` by alarm ${alarm.label}` : '';
  // The phase is the shift's until its end: it began long before it went back.
  const from = stop?.at ?? (phase === 'going-back' ? since : (alarm?.at ?? backSince ?? since));
  return {
    sentence: words(
      `${back ? 'Rolling back' : 'Being stopped'} since ${clock(from)}${why}`,
      servesText(moment),
      meaning(moment).replace(nothingToDo, ''),
      nothingToDo,
    ),
    tone: 'bad',
    toDo: false,
  };
}

function afterEnd({ facts }: Moment): Spoken {
  const { outcome, cause, endedAt, urgent, nextSteps = [], aftermath } = facts;
  const steps = aftermath?.nextSteps ?? nextSteps;
  const must = urgent && (aftermath === undefined || steps.length > 0);
  const step = steps[0];
  // It is live although something was to be compared and could not be: whoever looks must not take that for a good sign.
  const found = outcome === 'DEPLOYED' ? (facts.judged ?? []) : [];
  const unjudged = found.every(({ verdict }) => verdict === 'NO-DATA')
    ? found.map(({ compare }) => compare)
    : [];
  return {
    sentence: words(
      `${outcome ?? 'Ended'}${endedAt === null ? '' : ` at ${clock(endedAt)}`}: ${cause ?? ''}`,
      unjudged.length === 0
        ? ''
        : `Nothing vouches for it by comparison: ${unjudged.join(' and ')} had too little to go by`,
      aftermath === undefined
        ? ''
        : `At ${clock(aftermath.at)} the endpoint was ${aftermath.status} on ${aftermath.serving ?? 'nothing'}`,
      must ? `Somebody must act${step === undefined ? '' : `. ${nextStepText(step)}`}` : nothingToDo,
    ),
    tone: outcome === null || unjudged.length > 0 ? 'plain' : tones[outcome],
    toDo: must,
  };
}

function doing({ phase, state }: Moment): string {
  const text = phaseText(phase, state);
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** `Blue (v12) has 60 %, green (v13) 40 %.` Several variants of one fleet are added up. */
function servesText({ fleets, facts }: Moment): string {
  const shares = new Map<string, number>();
  for (const { name, trafficPercent } of fleets) {
    const fleet = name.split(' ')[0] ?? name;
    shares.set(fleet, (shares.get(fleet) ?? 0) + trafficPercent);
  }
  const who = (fleet: string) => {
    const version = {
      blue: facts.before,
      before: facts.before,
      green: facts.version,
      release: facts.version,
    }[fleet];
    return version === undefined || version === null ? fleet : `${fleet} (${version})`;
  };
  const parts = [...shares].map(
    ([fleet, share], n) => `${who(fleet)}${n === 0 ? ' has' : ''} ${Math.round(share * 10) / 10} %`,
  );
  if (parts.length === 0) return '';
  const text = parts.join(', ');
  return `${text[0]?.toUpperCase()}${text.slice(1)} of the traffic`;
}

const meaning = ({ state }: Moment): string =>
  state === undefined ? '' : deploymentWords(state).meaning.join(' ');

/** Sentences, each with one full stop. */
const words = (...parts: readonly string[]): string =>
  parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]$/.test(part) ? part : `${part}.`))
    .join(' ');
