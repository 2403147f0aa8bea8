import { gatesOver } from '../deployment/gates-over.ts';
import type { DeploymentState } from '../deployment/state.ts';
import type { GateQuestion } from '../gates/ask.ts';
import { defaultAnswer } from '../gates/default-answer.ts';
import { stageSchema } from '../gates/gate.ts';
import type { GateItem } from '../gates/item.ts';
import type { GateRecord } from '../records/gate-record.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { instantAt } from '../values/instant.ts';
import type { GateFact } from './facts.ts';

/** The gates that a rollout has reached, in their order. */
export const gateFacts = (record: RolloutRecord, gates: readonly GateRecord[]): GateFact[] =>
  gates
    .filter(({ rollout }) => rollout === record.name)
    .map(({ item }) => item)
    .sort((a, b) => stageSchema.options.indexOf(a.stage) - stageSchema.options.indexOf(b.stage) || a.n - b.n)
    .map((item) => gateFact(record, item));

/** The gates that still matter. A rollout that is stopped or goes back waits for none. */
export const askedOf = (
  gates: readonly GateFact[],
  record: RolloutRecord,
  state: DeploymentState | undefined,
): GateFact[] => gates.filter(({ status }) => status !== 'pending' || !gatesOver(record, state));

/**
 * The gates as the history shows them. Nothing writes to a gate any more once its rollout is over, so its item
 * may stay open for ever.
 */
export const closedOf = (gates: readonly GateFact[], record: RolloutRecord): GateFact[] =>
  gates.map((gate) => {
    if (gate.status !== 'pending' || !gatesOver(record, undefined)) return gate;
    const { asks, until, ...rest } = gate;
    const asked = asks && { asked: { ...asks, ...(until !== undefined && { until }) } };
    const why = 'the rollout was over before it was';
    return { ...rest, ...asked, status: 'ended', why, ...(record.endedAt && { endedAt: record.endedAt }) };
  });

function gateFact({ name, gates }: RolloutRecord, item: GateItem): GateFact {
  const {
    stage,
    n,
    kind,
    status,
    why,
    openedAt,
    until,
    settledAt,
    earlier = [],
    decision,
    ask,
    asked,
  } = item;
  // Once there is an answer, nobody is asked any more, even if the gate has not processed it yet.
  const asks = status === 'pending' && decision === undefined ? ask : undefined;
  const config = gates?.[stage].at(n)?.config;
  // A question that was withdrawn stays in the item as it was.
  const last = asked ?? (status === 'withdrawn' ? ask : undefined);
  return {
    ...{ gate: `${name}/${stage}/${n}`, kind, stage, status, why, since: instantAt(openedAt) },
    ...(item.judged && { judged: item.judged }),
    ...(until !== undefined && { until: instantAt(until) }),
    ...(settledAt !== undefined && { endedAt: instantAt(settledAt) }),
    ...(asks && { asks: questionOf(asks, config) }),
    ...(last && { asked: lastQuestion(last, config) }),
    decisions: [...earlier, ...(decision ? [decision] : [])].map(
      ({ verdict, by, via, at, reason, name }) => ({
        ...{ verdict, by, via, at: instantAt(at) },
        ...(name !== undefined && { name }),
        ...(reason !== undefined && { reason }),
      }),
    ),
  };
}

function lastQuestion({ until, ...ask }: NonNullable<GateItem['asked']>, config: unknown): GateFact['asked'] {
  return { ...questionOf(ask, config), ...(until !== undefined && { until: instantAt(until) }) };
}

function questionOf(ask: GateQuestion, config: unknown): NonNullable<GateFact['asks']> {
  const otherwise = defaultAnswer(config);
  const word = otherwise === 'approve' || otherwise === 'reject' ? ask[otherwise] : otherwise;
  return { ...ask, by: ask.by ?? null, ...(word !== undefined && { otherwise: word }) };
}
