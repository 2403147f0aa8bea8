import { resolve } from '../../core/plan/resolve.ts';
import type { DeploymentRecords, PlanRecords, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Announcements } from '../../core/ports/notices.ts';
import type { Rollout } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/conclude-ending.ts';
import { type Allowed, type FindingsPorts, readFindings } from '../findings/read-findings.ts';
import { enterRolloutPhase } from '../notices/enter-rollout-phase.ts';

export interface ResolvePorts {
  readonly look: FindingsPorts;
  readonly allowed: Allowed;
  readonly ledger: RolloutRecords & PlanRecords & DeploymentRecords;
  readonly announcements: Announcements;
}

/**
 * The first look. It refuses early what cannot be released, with every problem at once, and changes nothing.
 * It decides nothing else: what is released is settled when the rollout's turn has come, and only then does
 * it wait for a busy endpoint.
 *
 * @param now epoch milliseconds
 */
export async function resolveRelease(
  ports: ResolvePorts,
  rollout: Rollout,
  execution: string,
  now: () => number,
): Promise<{ readonly ending: Ending | null }> {
  const { ledger, announcements } = ports;
  const at = instantAt(now());
  await ledger.begin(rollout, execution, at);
  await enterRolloutPhase({ ledger, announcements }, rollout, 'resolving', at);
  const findings = await readFindings(ports.look, rollout, ports.allowed);
  const resolution = resolve(rollout, findings);
  switch (resolution.kind) {
    case 'refused':
      return { ending: { kind: 'refused', problems: [...resolution.problems] } };
    case 'busy':
      return { ending: null };
    case 'prepared':
      // How it would be released now: for display, and for the severity that people want to be told.
      await ledger.keepPlan(resolution.plan);
      return { ending: null };
    default:
      return resolution satisfies never;
  }
}
