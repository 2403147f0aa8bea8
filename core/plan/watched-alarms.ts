import { isExistingAlarm, isManagedAlarm, type ManagedAlarm } from '../alarms/alarm-schema.ts';
import type { WatchedComparison } from '../alarms/comparison-alarm.ts';
import { managedAlarmName } from '../alarms/managed.ts';
import type { AlarmRole } from '../cloudwatch/breach.ts';
import type { HoldTerms } from '../gates/hold-terms.ts';
import { alarmsNamedBy } from '../gates/kinds.ts';
import { parseManifest } from '../manifest/parse.ts';
import type { Manifest } from '../manifest/schema.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import { watchedComparisons } from './comparisons-of.ts';
import type { Findings } from './findings.ts';
import { type GivenStrategy, givenStrategy } from './given-strategy.ts';
import { noManifest } from './read-manifest.ts';

/** An alarm that the rollout watches, and its place in the manifest. */
export interface WatchedAlarm {
  readonly field: string;
  readonly name: string;
  readonly on: AlarmRole;
  /** How it asks, if it holds. */
  readonly hold?: HoldTerms;
  /** The number in the name of our own alarm. */
  readonly n?: number;
  /** Set for our own alarm, made for this release. */
  readonly managed?: ManagedAlarm;
  /** Set for our own alarm that compares both fleets. */
  readonly compared?: WatchedComparison;
}

/** Made for this release, and removed with it. */
export const isOurs = ({ managed, compared }: Pick<WatchedAlarm, 'managed' | 'compared'>): boolean =>
  managed !== undefined || compared !== undefined;

/**
 * The manifest's alarms, plus those of a DeploymentConfig or of the endpoint's stored strategy. What Greenlight itself
 * compares is no alarm of CloudWatch (comparisons-of.ts).
 */
export function watchedAlarms(
  manifest: Manifest,
  given: GivenStrategy,
  owner: { readonly stage: string; readonly rollout: string; readonly variants: readonly string[] },
): WatchedAlarm[] {
  const written = manifest.alarms.flatMap((alarm, index): WatchedAlarm[] => {
    const role = { on: alarm.on, ...(alarm.hold && { hold: alarm.hold }) };
    if (isExistingAlarm(alarm)) return [{ field: `alarms[${index}].name`, name: alarm.name, ...role }];
    const field = `alarms[${index}]`;
    const named = (n: number) => managedAlarmName(owner.stage, owner.rollout, n);
    if (isManagedAlarm(alarm)) return [{ field, name: named(index), ...role, n: index, managed: alarm }];
    return watchedComparisons(alarm, index, manifest.alarms.length, owner.variants).map((compared) => ({
      ...{ field, name: named(compared.n), ...role },
      compared,
    }));
  });
  const withPolicy = given.alarmNames.map(
    (name, index): WatchedAlarm => ({ field: given.fields.alarm(index), name, on: 'rollback' }),
  );
  // A stored alarm is no duplicate of the manifest's: the manifest's entry wins.
  const isNew = ({ name }: WatchedAlarm) => !written.some((alarm) => alarm.name === name);
  return [...written, ...(given.from === 'stored' ? withPolicy.filter(isNew) : withPolicy)];
}

/**
 * The alarms that must be read before `resolve`: existing ones in a readable manifest, and those of its
 * gates.
 */
export function alarmNamesIn(
  findings: Pick<Findings, 'manifest' | 'stage' | 'history'> & { readonly live: LiveEndpoint | undefined },
): readonly string[] {
  const { manifest, live, stage, history } = findings;
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  // A refused manifest is read for its other problems; a missing one for the stored strategy.
  const refused = parsed?.ok === false ? parsed.rest?.manifests[0] : undefined;
  const read = parsed?.ok
    ? parsed.manifest
    : (refused ?? (manifest.kind === 'none' ? noManifest : undefined));
  if (read === undefined) return [];
  const given = givenStrategy(read.rollout, { live, stage, history });
  const watched = watchedAlarms(read, given, { stage, rollout: '', variants: [] });
  const { before = [], during = [], after = [] } = read.gates ?? {};
  const named = watched.filter((alarm) => !isOurs(alarm)).map(({ name }) => name);
  return [...new Set([...named, ...alarmsNamedBy([...before, ...during, ...after])])];
}
