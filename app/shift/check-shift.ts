import { bakeOf } from '../../core/deployment/bake-of.ts';
import type { GateActions } from '../../core/gates/action-ports.ts';
import { hold } from '../../core/gates/hold.ts';
import type { JudgeSwitches } from '../../core/gates/judge-off.ts';
import type { GateLedger } from '../../core/gates/ports.ts';
import type { ShiftProgress } from '../../core/gates/shift.ts';
import type { AbortSwitch, Alarms } from '../../core/ports/alarms.ts';
import type { Endpoints } from '../../core/ports/endpoints.ts';
import type { EndpointWaits, NotificationReceipts, RolloutRecords } from '../../core/ports/ledger.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Announcements, Notices } from '../../core/ports/notices.ts';
import type { HoldTimers, ShiftWait, Waits } from '../../core/ports/waits.ts';
import type { RolloutRecord } from '../../core/records/rollout-record.ts';
import { shiftOf } from '../../core/records/shift-of.ts';
import { epochMsOf, instantAt } from '../../core/values/instant.ts';
import type { Stop } from '../../core/verdict/stop.ts';
import { type AskPorts, askOpen } from '../gates/ask-gate.ts';
import { alarmsNow } from '../gates/gate-alarms.ts';
import { judgeSoFar } from '../gates/judge-so-far.ts';
import { passGates } from '../gates/pass-gates.ts';
import { announceJudged, tellFound } from '../gates/tell-found.ts';
import { unlessOff } from '../gates/unless-off.ts';
import { stopRollout } from '../rollouts/stop-rollout.ts';
import { type KeepLookPorts, keepLook, type ToldUpdate, waitFor } from './keep-look.ts';

export interface ShiftPorts {
  readonly ledger: RolloutRecords &
    EndpointWaits &
    NotificationReceipts &
    GateLedger &
    KeepLookPorts['ledger'] &
    Pick<JudgeSwitches, 'judgeOff'>;
  readonly endpoints: Pick<Endpoints, 'progress'>;
  readonly notices: Notices;
  readonly announcements: Announcements;
  readonly references: AskPorts['references'];
  readonly commandFlags: AskPorts['commandFlags'];
  readonly waits: Waits;
  readonly abortSwitch: AbortSwitch;
  readonly timers: HoldTimers;
  readonly actions: GateActions;
  readonly alarms: Pick<Alarms, 'states'>;
  readonly log: Log;
}

/**
 * The result of a look: nothing to look at now, or in this whole shift (its gates are settled, and none is for its
 * bakes), a gate that was not passed, or neither.
 */
export type ShiftCheck = 'nothing' | 'never' | 'stopped' | 'looked';

/**
 * Looks at the gates of an endpoint's running shift. The endpoint itself shows whether it bakes and which
 * bake it is in, so events may be late, repeated and out of order. With `holds`, only holds are looked at,
 * because a person's answer is due and a check in a bake may take minutes.
 *
 * SageMaker has no pause and no stop: a gate that is not passed trips the abort switch, and SageMaker shifts
 * back.
 *
 * What the event shows of both fleets is stored, too, also of a way back.
 *
 * @param update that the event is about
 */
export async function checkShift(
  ports: ShiftPorts,
  endpoint: string,
  at: 'bake' | 'holds',
  now: () => number,
  update?: ToldUpdate,
): Promise<{ readonly shift: ShiftCheck; readonly ours?: ShiftWait | undefined }> {
  const waits = await ports.ledger.waiting(endpoint);
  const wait = waits.find((one): one is ShiftWait => one.purpose === 'shift');
  const ours = update && waitFor(waits, update);
  const kept = ours && update.sighting && keepLook(ports, ours, update.sighting);
  try {
    return { shift: await checkWait(ports, endpoint, at, now, wait, ours), ours };
  } finally {
    await kept;
  }
}

async function checkWait(
  ports: ShiftPorts,
  endpoint: string,
  at: 'bake' | 'holds',
  now: () => number,
  wait: ShiftWait | undefined,
  ours: ShiftWait | undefined,
): Promise<ShiftCheck> {
  const { ledger } = ports;
  const without = wait !== undefined && wait === ours ? 'never' : 'nothing';
  if (wait?.gated === false) return without;
  const record = wait && (await ledger.rollout(endpoint, wait.name));
  const gates = record?.gates?.during ?? [];
  const shifting = record?.phases.shifting;
  if (record?.plan === undefined || shifting === undefined) return 'nothing';
  if (gates.length === 0) return without;
  const { stop, plan } = record;
  if (stop !== undefined) {
    // It already goes back. If an earlier run died between storing the stop and tripping the switch, this
    // completes it.
    if (stop.kind === 'gate') await stopRollout(ports, endpoint, record.name, stop);
    if (at === 'bake') await judgeSoFar(ports, record);
    return stop.kind === 'gate' ? 'stopped' : 'nothing';
  }

  const shift = at === 'bake' ? await bakeNow(ports, record, now()) : undefined;
  const { rollout } = plan;
  const watched = plan.alarms.filter(({ on }) => on === 'hold');
  const between = shiftOf(record);
  const passed = await passGates(
    {
      ledger,
      alarms: () => alarmsNow(ports, endpoint, watched),
      act: (action, n) =>
        unlessOff(ledger, endpoint, action, () =>
          ports.actions.act(action, {
            rollout,
            stage: 'during',
            gate: `${record.name}/during/${n}`,
            ...(shift?.kind === 'bake' && { bake: shift.number }),
            ...(between && { shift: between }),
          }),
        ),
    },
    { endpoint, rollout: record.name, stage: 'during', digest: record.settled?.digest },
    gates,
    now,
    { openedAt: epochMsOf(shifting), ...(shift && { shift }) },
  );
  const instant = instantAt(now());
  await announceJudged(ports, rollout, gates, instant);
  if (passed.kind === 'failed') {
    const by = `gate ${gates[passed.n]?.kind ?? ''}`;
    const wanted: Stop = { kind: 'gate', by, reason: passed.why, at: instant };
    await stopRollout(ports, endpoint, record.name, wanted);
    return 'stopped';
  }
  await tellFound(ports, rollout, gates, instant);
  await askOpen(ports, rollout, instant, async ({ n, round, until }) => {
    if (until !== undefined) await ports.timers.start({ endpoint, rollout: record.name, n, round, until });
  });
  if (shift?.kind === 'bake') await lookAgainBeforeItEnds(ports, record, shift.number);
  return 'looked';
}

/** One DescribeEndpoint, if a gate depends on the bake. */
async function bakeNow(
  { endpoints }: ShiftPorts,
  { plan, gates, endpoint }: RolloutRecord,
  now: number,
): Promise<ShiftProgress | undefined> {
  const checks = (gates?.during ?? []).some(({ kind }) => kind !== hold.kind);
  if (plan === undefined || !checks) return undefined;
  return bakeOf(plan, await endpoints.progress(endpoint), now);
}

/** A check that asks nobody, and yet has a time, looks once more before the bake ends. */
async function lookAgainBeforeItEnds(
  { ledger, timers }: ShiftPorts,
  { endpoint, name }: RolloutRecord,
  bake: number,
): Promise<void> {
  for (const { item } of await ledger.gates(endpoint, name, 'during')) {
    const { n, round, until, status, ask } = item;
    if (status === 'pending' && ask === undefined && until !== undefined)
      await timers.start({ endpoint, rollout: name, n, round, until, bake });
  }
}
