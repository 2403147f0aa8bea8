import { aboutRollout } from '../../core/announcements/state-change.ts';
import type { Findings } from '../../core/plan/findings.ts';
import type { Resolution } from '../../core/plan/resolution.ts';
import { resolve } from '../../core/plan/resolve.ts';
import type { DeploymentRecords, PlanRecords, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Announcements } from '../../core/ports/notices.ts';
import type { Rollout } from '../../core/release.ts';
import { instantAt } from '../../core/values/instant.ts';
import type { Ending } from '../../core/verdict/ending.ts';
import { type Allowed, type FindingsPorts, type Known, readFindings } from '../findings/read-findings.ts';
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
  await beginRollout(ports, rollout, execution, now);
  const { resolution } = await firstLook(ports, rollout);
  return { ending: await endingOf(ports, resolution) };
}

/** Records and announces the beginning. Returns whether it is the first. */
export async function beginRollout(
  { ledger, announcements }: Pick<ResolvePorts, 'ledger' | 'announcements'>,
  rollout: Rollout,
  execution: string,
  now: () => number,
): Promise<boolean> {
  const at = instantAt(now());
  const isNew = await ledger.begin(rollout, execution, at, phase);
  if (isNew) await announcements.announce({ ...aboutRollout(rollout, at), phase });
  else await enterRolloutPhase({ ledger, announcements }, rollout, phase, at);
  return isNew;
}

const phase = 'resolving';

export async function firstLook(
  { look, allowed }: Pick<ResolvePorts, 'look' | 'allowed'>,
  rollout: Rollout,
  withTags?: Known['withTags'],
): Promise<{ readonly findings: Findings; readonly resolution: Resolution }> {
  const findings = await readFindings(look, rollout, allowed, { ...(withTags && { withTags }) });
  return { findings, resolution: resolve(rollout, findings) };
}

/** How the rollout ends by its first look; null if it goes on. */
export async function endingOf(
  { ledger }: Pick<ResolvePorts, 'ledger'>,
  resolution: Resolution,
): Promise<Ending | null> {
  switch (resolution.kind) {
    case 'refused':
      return { kind: 'refused', problems: [...resolution.problems] };
    case 'busy':
      return null;
    case 'prepared':
      // How it would be released now: for display, and for the severity that people want to be told.
      await ledger.keepPlan(resolution.plan);
      return null;
    default:
      return resolution satisfies never;
  }
}
