import type { Act } from '../../release-acts.ts';
import type { Seen } from '../../run-release-story.ts';
import { actsOf, isoOf, type Promised, releaseOf } from './promise.ts';

/**
 * 14: nothing goes live that nobody asked for: a release that was refused, stopped or rolled back stays away until
 * somebody retries it or goes back to it, and an older artifact never overtakes a newer one that has served.
 */
export const nobodyAsked: Promised = ({ observer, acts }) =>
  [...goneLive(observer)].flatMap((gone) => {
    const why = notAskedFor(gone, { observer, acts });
    return why === undefined
      ? []
      : [`14: ${gone.config} went live on ${gone.endpoint} at ${isoOf(gone.at)}: ${why}`];
  });

interface GoneLive {
  readonly endpoint: string;
  readonly config: string;
  readonly at: number;
  /** What served just before. */
  readonly before: readonly string[];
  /** SageMaker itself gave it its traffic back. */
  readonly isBlue: boolean;
}

/** Each time that a config began to take traffic. */
function* goneLive({ steps }: Seen['observer']): Generator<GoneLive> {
  const serving = new Map<string, readonly string[]>();
  for (const { endpointName: endpoint, at, fleets } of steps) {
    const taking = fleets.filter(({ share }) => share > 0);
    const before = serving.get(endpoint) ?? [];
    for (const config of new Set(taking.map(({ configName }) => configName))) {
      if (before.includes(config)) continue;
      const isBlue = taking.some(({ configName, colour }) => configName === config && colour === 'blue');
      yield { endpoint, config, at, before, isBlue: isBlue && before.length > 0 };
    }
    serving.set(
      endpoint,
      taking.map(({ configName }) => configName),
    );
  }
}

function notAskedFor(
  { endpoint, config, at, before, isBlue }: GoneLive,
  { observer, acts }: Pick<Seen, 'observer' | 'acts'>,
): string | undefined {
  const release = releaseOf(config);
  // Of others, and nothing that we could have put live by ourselves.
  if (release === undefined || isBlue) return undefined;
  const until = <A extends Act>(list: readonly A[]) => list.filter((act) => act.at <= at);
  const consoled = until(actsOf(acts, 'console', endpoint));
  if (consoled.some((act) => act.config === config)) return undefined;
  const commands = until(actsOf(acts, 'command', endpoint)).filter(({ done }) => done !== 'nothing');
  const last = lastLive(observer, endpoint, config, at);
  const pressed = until(actsOf(acts, 'press', endpoint)).some(
    (act) => act.action === 'roll-back' && act.gate === undefined && !act.forged && act.sentAt >= last,
  );
  if (pressed) return undefined;
  // One that waits in the queue may have been asked for before.
  const began = (rollout: string | undefined) =>
    observer.shifts.find((shift) => shift.rollout === rollout)?.at ?? 0;
  const wanted = commands.filter(
    (act) => act.command !== 'abort' && (act.at >= last || began(act.rollout) >= last),
  );
  if (
    wanted.some(
      ({ command, release: of }) => command === 'rollback' && (of === undefined || of.startsWith(release)),
    )
  )
    return undefined;
  if (wanted.some(({ command, release: of }) => command === 'retry' && of?.startsWith(release)))
    return undefined;
  const ended = observer.endings.filter(
    ({ concluded, at: then }) => then <= at && concluded.endpoint === endpoint,
  );
  // An abort after the verdict asks for a rollback.
  const isGoneBackFrom = ended.some(
    ({ concluded: { outcome, stop }, at: then }) =>
      outcome === 'DEPLOYED' && stop?.kind === 'abort' && then >= last,
  );
  if (last > 0 && isGoneBackFrom) return undefined;
  // It takes back what has not ended well.
  const leaving = before.filter((name) => !isDeployed(ended, name));
  if (last > 0 && leaving.length > 0) return undefined;
  // A rollback that has not ended well is taken back, too; its config has served before.
  const shift = observer.shifts.findLast((one) => one.at <= at && one.live.includes(config));
  if (
    shift !== undefined &&
    shift.at >= lastBegan(observer, endpoint, at) &&
    !isDeployed(ended, shift.rollout)
  )
    return undefined;
  const uploads = until(actsOf(acts, 'upload', endpoint));
  const upload = uploads.find((act) => act.release === release);
  if (upload === undefined) return 'it was never uploaded';
  if (before.some((name) => releaseOf(name) === release)) return undefined;
  const own = ended
    .filter(({ concluded }) => concluded.release === release)
    .map(({ concluded }) => concluded);
  const refusal = own.find(
    ({ outcome, stop }) => outcome === 'ROLLED_BACK' || (outcome === 'REJECTED' && stop !== undefined),
  );
  if (refusal !== undefined)
    return `it was ${refusal.outcome} (${refusal.cause}), and nobody asked for it since`;
  const newer = uploads.find(
    (act) => act.at > upload.at && lastLive(observer, endpoint, `${act.release}-1`, at) > 0,
  );
  return newer && `the newer ${newer.release} had served, and nobody asked for it since`;
}

/** When the config served last before an instant; 0 if it never did. */
function lastLive({ steps }: Seen['observer'], endpoint: string, config: string, before: number): number {
  const seen = steps.findLast(
    (step) =>
      step.endpointName === endpoint &&
      step.at < before &&
      step.fleets.some(({ configName, share }) => configName === config && share > 0),
  );
  return seen?.at ?? 0;
}

const isDeployed = (ended: Seen['observer']['endings'], rollout: string): boolean =>
  ended.some(({ concluded }) => concluded.rollout === rollout && concluded.outcome === 'DEPLOYED');

/** When the endpoint's last shift of ours began, by an instant. */
function lastBegan({ shifts, endings }: Seen['observer'], endpoint: string, by: number): number {
  const own = new Set(
    endings.flatMap(({ concluded }) => (concluded.endpoint === endpoint ? [concluded.rollout] : [])),
  );
  return shifts.findLast((shift) => shift.at <= by && own.has(shift.rollout))?.at ?? 0;
}
