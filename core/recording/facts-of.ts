import { alarmLabel } from '../cloudwatch/alarm-text.ts';
import { alarmPage, endpointPage, executionPage, logsPage } from '../console-links.ts';
import { type Comparison, compare } from '../gates/compare.ts';
import type { PlannedGate } from '../gates/gate.ts';
import { judge } from '../gates/judge.ts';
import type { JudgeConfig } from '../gates/judge-config.ts';
import { comparisonTerms } from '../plan/alarm-terms.ts';
import type { Plan } from '../plan/plan.ts';
import type { EndpointWait } from '../ports/waits.ts';
import type { GateRecord } from '../records/gate-record.ts';
import { phaseOf } from '../records/phase-of.ts';
import type { RolloutRecord } from '../records/rollout-record.ts';
import { type Called, versionOf } from '../release.ts';
import type { AlarmFact, Facts } from './facts.ts';
import { closedOf, gateFacts } from './gate-facts.ts';
import { startOf } from './words.ts';

/** Another rollout of the endpoint: what it has made, and what people call that. */
export type NamedRollout = Called & Pick<RolloutRecord, 'name'>;

/**
 * The facts of a rollout, from the ledger alone.
 *
 * @param gates the endpoint's, or at least the rollout's
 * @param records the endpoint's, for the version that people know what served before by
 * @param waits of the endpoint, with the alarms that went off during them: while it is under way, nothing else has them
 */
export function factsOf(
  record: RolloutRecord,
  gates: readonly GateRecord[],
  records: readonly NamedRollout[],
  waits: readonly EndpointWait[] = [],
): Facts {
  const { release, settled, plan, start, conclusion, endedAt, aftermath } = record;
  const stop = conclusion?.stop ?? record.stop;
  return {
    endpoint: record.endpoint,
    rollout: record.name,
    release: release.id,
    version: versionOf(record),
    attempt: record.attempt,
    before: wordsFor(plan?.previousConfig ?? null, records),
    start: startOf(record),
    startedAt: record.startedAt,
    endedAt: endedAt ?? null,
    outcome: conclusion?.outcome ?? null,
    cause: conclusion?.cause ?? null,
    urgent: conclusion?.urgent ?? false,
    phase: phaseOf(record),
    phases: record.phases,
    ...(stop && { stop }),
    problems: conclusion?.problems ?? [],
    breaches: conclusion?.breaches ?? wentOff(record.name, waits),
    ...(conclusion?.judged && { judged: conclusion.judged }),
    ...(conclusion?.observed && { observed: conclusion.observed }),
    ...(conclusion?.nextSteps && { nextSteps: conclusion.nextSteps }),
    ...(aftermath && { aftermath }),
    gates: closedOf(gateFacts(record, gates), record),
    artifact: release.artifact,
    uploadedAt: release.uploadedAt,
    uploadedBy: release.uploadedBy,
    goesBackTo: start.kind === 'rollback' ? { config: start.config, foreign: start.foreign === true } : null,
    digest: settled?.digest ?? null,
    manifest: settled?.manifest ?? null,
    changes: settled?.changes ?? [],
    strategy: settled?.terms.strategy ?? null,
    configs: { green: plan?.config ?? null, blue: plan?.previousConfig ?? null },
    alarmTexts: [
      ...(settled?.terms.alarms ?? plan?.alarms.map(({ name, on }) => `${name} (${on})`) ?? []),
      ...(record.gates?.during ?? []).flatMap(comparedText),
    ],
    alarms: plan === undefined ? [] : alarmFacts(plan, record.execution),
    timeline: plan?.timeline ?? null,
    links: linksOf(record),
  };
}

/** The alarms that went off while the rollout waited for its shift. */
const wentOff = (rollout: string, waits: readonly EndpointWait[]): Facts['breaches'] =>
  waits.flatMap((wait) => (wait.name === rollout && wait.purpose === 'shift' ? wait.breaches : []));

/** What people call an endpoint config: the version that made it, or its own name. */
function wordsFor(config: string | null, records: readonly NamedRollout[]): string | null {
  const made = records.find(({ name, start }) => name === config && start.kind !== 'rollback');
  return made === undefined ? config : versionOf(made);
}

/** What Greenlight compares in the bakes: gates that the plan has added for the alarms by comparison, and judges. */
function comparedText({ kind, config }: PlannedGate): string[] {
  if (kind === judge.kind) return [`${comparisonTerms(config as JudgeConfig)}, by the gate judge (rollback)`];
  if (kind !== compare.kind) return [];
  const comparison = config as Comparison;
  return [`${comparisonTerms(comparison)}, by Greenlight (${comparison.on})`];
}

const alarmFacts = ({ alarms }: Plan, execution: string): AlarmFact[] =>
  alarms.map(({ name, on, measured, threshold }) => {
    const url = alarmPage(execution, name);
    return {
      ...{ name, on, label: alarmLabel({ name, measured }) },
      ...(measured && { measured }),
      ...(threshold !== undefined && { threshold }),
      ...(url !== undefined && { url }),
    };
  });

/** Pages of AWS's console, if there is a console for them. */
const linksOf = ({ execution, endpoint, plan }: RolloutRecord): Facts['links'] =>
  [
    { label: 'Endpoint', url: endpointPage(execution, endpoint) },
    { label: 'Execution', url: executionPage(execution) },
    ...(plan === undefined ? [] : [{ label: 'Logs of both fleets', url: logsPage(execution, endpoint) }]),
  ].flatMap(({ label, url }) => (url === undefined ? [] : [{ label, url }]));
