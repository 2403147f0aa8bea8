import * as z from 'zod';
import type { GateRecord } from '../../adapters/ledger/gate-history.ts';
import { gatesOver } from '../../core/deployment/gates-over.ts';
import type { DeploymentState } from '../../core/deployment/state.ts';
import type { GateQuestion } from '../../core/gates/ask.ts';
import type { Decision } from '../../core/gates/decision.ts';
import { stageSchema } from '../../core/gates/gate.ts';
import type { GateItem } from '../../core/gates/item.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Instant, instantAt } from '../../core/values/instant.ts';

/** What `status`, `watch` and `history` show of a gate. Instants are ISO. */
export interface GateView {
  /** The gate's name in commands and notices: `<rollout>/<stage>/<n>`. */
  readonly gate: string;
  readonly kind: string;
  readonly stage: GateItem['stage'];
  /** `ended`: the rollout was over before the gate was. */
  readonly status: GateItem['status'] | 'ended';
  /** Why it waits, or why it has ended. */
  readonly why: string;
  /** What a judge or comparison has found so far. */
  readonly judged?: GateItem['judged'];
  readonly since: Instant;
  /** When the gate is checked again at the latest. For people: until when they may decide. */
  readonly until?: Instant;
  readonly endedAt?: Instant;
  /** What people are asked now. */
  readonly asks?: QuestionView;
  /** What people have decided, in order. */
  readonly decisions: readonly DecisionView[];
}

interface QuestionView {
  readonly question: string;
  /** The words for the answers. */
  readonly approve: string;
  readonly reject: string;
  /** Slack ids and ARNs; null for anyone with a proven identity. */
  readonly by: readonly string[] | null;
  readonly anyoneWithLink: boolean;
  readonly reasonNeeded: boolean;
  /** The answer that applies when the time is up, if the manifest gives one. */
  readonly otherwise?: string;
}

export interface DecisionView {
  readonly verdict: 'approve' | 'reject';
  readonly by: string;
  readonly name?: string;
  readonly via: Decision['via'];
  readonly at: Instant;
  readonly reason?: string;
}

/** The gates that a rollout has reached, in their order. */
export const gateViews = (record: RolloutRecord, gates: readonly GateRecord[]): GateView[] =>
  gates
    .filter(({ rollout }) => rollout === record.name)
    .map(({ item }) => item)
    .sort((a, b) => stageSchema.options.indexOf(a.stage) - stageSchema.options.indexOf(b.stage) || a.n - b.n)
    .map((item) => gateView(record, item));

/** The gates that still matter. A rollout that is stopped or goes back waits for none. */
export const askedOf = (
  gates: readonly GateView[],
  record: RolloutRecord,
  state: DeploymentState | undefined,
): GateView[] => gates.filter(({ status }) => status !== 'pending' || !gatesOver(record, state));

/**
 * The gates as the history shows them. Nothing writes to a gate any more once its rollout is over, so its item
 * may stay open for ever.
 */
export const closedOf = (gates: readonly GateView[], record: RolloutRecord): GateView[] =>
  gates.map((gate) => {
    if (gate.status !== 'pending' || !gatesOver(record, undefined)) return gate;
    const { asks: _, until: __, ...rest } = gate;
    const why = 'the rollout was over before it was';
    return { ...rest, status: 'ended', why, ...(record.endedAt && { endedAt: record.endedAt }) };
  });

function gateView({ name, gates }: RolloutRecord, item: GateItem): GateView {
  const { stage, n, kind, status, why, openedAt, until, settledAt, earlier = [], decision, ask } = item;
  // Once there is an answer, nobody is asked any more, even if the gate has not processed it yet.
  const asks = status === 'pending' && decision === undefined ? ask : undefined;
  return {
    ...{ gate: `${name}/${stage}/${n}`, kind, stage, status, why, since: instantAt(openedAt) },
    ...(item.judged && { judged: item.judged }),
    ...(until !== undefined && { until: instantAt(until) }),
    ...(settledAt !== undefined && { endedAt: instantAt(settledAt) }),
    ...(asks && { asks: questionView(asks, gates?.[stage].at(n)?.config) }),
    decisions: [...earlier, ...(decision ? [decision] : [])].map(
      ({ verdict, by, via, at, reason, name }) => ({
        ...{ verdict, by, via, at: instantAt(at) },
        ...(name !== undefined && { name }),
        ...(reason !== undefined && { reason }),
      }),
    ),
  };
}

function questionView(ask: GateQuestion, config: unknown): QuestionView {
  const otherwise = defaultIn(config);
  const word = otherwise === 'approve' || otherwise === 'reject' ? ask[otherwise] : otherwise;
  return { ...ask, by: ask.by ?? null, ...(word !== undefined && { otherwise: word }) };
}

const configSchema = z.object({
  otherwise: z.string().optional(),
  hold: z.object({ otherwise: z.string().optional() }).optional(),
});

/** A gate's own `otherwise`, or the one of its question after an alarm. */
function defaultIn(config: unknown): string | undefined {
  const { otherwise, hold } = configSchema.safeParse(config).data ?? {};
  return otherwise ?? hold?.otherwise;
}
