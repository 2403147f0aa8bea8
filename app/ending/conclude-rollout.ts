import { aboutRollout } from '../../core/announcements/state-change.ts';
import { areJudging, findingsIn } from '../../core/gates/findings.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import { outcomeNotice } from '../../core/notices/messages.ts';
import { reportLine } from '../../core/notices/report-line.ts';
import type { Rollouts } from '../../core/ports/executions.ts';
import type { Conclusions, RolloutRecords, Written } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Metrics } from '../../core/ports/metrics.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import { keptReport } from '../../core/records/kept-report.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { type Rollout, rolloutName } from '../../core/release.ts';
import { epochMsOf, type Instant } from '../../core/values/instant.ts';
import { concludeEnding } from '../../core/verdict/conclude-ending.ts';
import type { Conclusion } from '../../core/verdict/conclusion.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { tell } from '../notices/tell.ts';
import { type EndpointSeen, type WayOutPorts, withWayOut } from '../rollouts/find-way-out.ts';
import { startRollback } from '../rollouts/start-rollback.ts';
import { logEnd } from './log-end.ts';

/** A step is tried again for a minute or two. What is told later than that says how old it is. */
const lateMs = 180_000;

export interface ConcludePorts {
  readonly ledger: RolloutRecords & Conclusions & Pick<GateLedger, 'gates'>;
  readonly rollouts: Rollouts;
  readonly notices: Notices;
  readonly announcements: Announcements;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly endpoints: WayOutPorts['endpoints'];
  readonly commandFlags: WayOutPorts['commandFlags'];
}

/**
 * Gives the rollout its single outcome: written first, then told, then marked as told. A retry finds it in
 * the ledger and only tells it if that is missing. It is counted after that, so never twice; a function that
 * dies in between leaves it uncounted. `record` is the rollout's record in the ledger, `look` the current
 * endpoint.
 */
export async function conclude(
  ports: ConcludePorts,
  rollout: Rollout,
  record: RolloutRecord | undefined,
  ending: Ending,
  look: EndpointSeen,
  at: Instant,
): Promise<Conclusion> {
  const ended = concludeEnding(ending, {
    isRollback: rollout.start.kind === 'rollback',
    previousConfig: record?.plan?.previousConfig,
  });
  const wanted = {
    ...(await withWayOut(ports, rollout, record, ended, look)),
    ...(await judgedIn(ports, record)),
  };
  const { conclusion, told, at: endedAt } = await write(ports, rollout, wanted, at);
  if (!told) {
    // An earlier try may have written it, and been unable to tell it: it was true then.
    const { bucket, key } = keptReport(rollout);
    const about = { ...aboutRollout(rollout, endedAt), report: { bucket, key } };
    const change = { ...about, phase: 'concluded', ...conclusion } as const;
    const report = reportLine(rollout, ports.rollouts.executionArn(rollout), ports.commandFlags);
    const isLate = epochMsOf(at) - epochMsOf(endedAt) > lateMs;
    await tell(ports, change, outcomeNotice(rollout, conclusion, report, isLate ? endedAt : undefined));
    await ports.ledger.markTold(rollout, at);
    logEnd(ports, rollout, conclusion, record, endedAt);
  }
  return conclusion;
}

/** What its judges have found, in the bakes and after them. */
async function judgedIn(
  { ledger }: ConcludePorts,
  record: RolloutRecord | undefined,
): Promise<Pick<Conclusion, 'judged'>> {
  const { during = [], after = [] } = record?.gates ?? {};
  if (record === undefined || !areJudging([...during, ...after])) return {};
  const kept = await Promise.all(
    (['during', 'after'] as const).map((stage) => ledger.gates(record.endpoint, record.name, stage)),
  );
  const judged = findingsIn(kept.flat().map(({ item }) => item));
  return judged.length === 0 ? {} : { judged };
}

/**
 * DEPLOYED is written only while nobody has asked to stop the rollout. If an abort came after the verdict,
 * this rollout can no longer go back itself: it keeps its outcome, and another rollout goes back at once.
 */
async function write(
  ports: ConcludePorts,
  rollout: Rollout,
  wanted: Conclusion,
  at: Instant,
): Promise<Written> {
  const { ledger } = ports;
  const { release } = rollout;
  const first = await ledger.conclude(rollout, wanted, at, wanted.outcome !== 'DEPLOYED');
  if (first.kind === 'concluded') return first;
  const { stop } = first;
  let cause = wanted.cause;
  const record = await ledger.rollout(release.endpoint, rolloutName(rollout));
  const config = record?.plan?.previousConfig;
  if (stop.kind === 'abort' && config) {
    const { by, reason } = stop;
    const key = `abort#${rolloutName(rollout)}`;
    await startRollback(
      ports,
      { endpoint: release.endpoint, config, by, reason, key, otherwise: release, fast: true },
      at,
    );
    cause = `${wanted.cause} ${by} asked to abort it after that, so a rollback has begun.`;
  }
  const second = await ledger.conclude(rollout, { ...wanted, cause, stop }, at, true);
  if (second.kind === 'stopped') throw new Error('a conclusion that heeds no stop was stopped');
  return second;
}
