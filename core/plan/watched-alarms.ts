import { isManagedAlarm, type ManagedAlarm } from '../alarms/alarm-schema.ts';
import { managedAlarmName } from '../alarms/managed.ts';
import type { AlarmRole } from '../cloudwatch/breach.ts';
import type { HoldTerms } from '../gates/hold.ts';
import { alarmsNamedBy } from '../gates/kinds.ts';
import { parseManifest } from '../manifest/parse.ts';
import type { Manifest } from '../manifest/schema.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
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
  /** Set for our own alarm, made for this release. */
  readonly managed?: ManagedAlarm;
}

/** The manifest's alarms, plus those of a DeploymentConfig or of the endpoint's stored strategy. */
export function watchedAlarms(
  manifest: Manifest,
  given: GivenStrategy,
  owner: { readonly stage: string; readonly rollout: string },
): WatchedAlarm[] {
  const written = manifest.alarms.map((alarm, index): WatchedAlarm => {
    const { on, hold } = alarm;
    const asks = hold && { hold };
    return isManagedAlarm(alarm)
      ? {
          field: `alarms[${index}]`,
          name: managedAlarmName(owner.stage, owner.rollout, index),
          on,
          ...asks,
          managed: alarm,
        }
      : { field: `alarms[${index}].name`, name: alarm.name, on, ...asks };
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
  const watched = watchedAlarms(read, given, { stage, rollout: '' });
  const { before = [], during = [], after = [] } = read.gates ?? {};
  const named = watched.filter(({ managed }) => managed === undefined).map(({ name }) => name);
  return [...new Set([...named, ...alarmsNamedBy([...before, ...during, ...after])])];
}
