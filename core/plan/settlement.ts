import { abortSwitchName } from '../alarms/abort-switch.ts';
import type { Manifest } from '../manifest/schema.ts';
import { type Rollout, rolloutName } from '../release.ts';
import type { DeploymentConfig } from '../sagemaker.ts';
import { wordsOf } from '../strategies/strategies.ts';
import { alarmTerms } from './alarm-terms.ts';
import { captureText } from './capture.ts';
import { changesOf, type Terms } from './changes.ts';
import type { ComposedVariant, Composition } from './composition.ts';
import { digestOf } from './digest.ts';
import type { Findings } from './findings.ts';
import { defaultsVersionOf, manifestVersionOf } from './manifest-version.ts';
import type { Plan } from './plan.ts';
import { servingOf } from './serving.ts';
import type { Settlement } from './settled.ts';
import { isOurs, type WatchedAlarm } from './watched-alarms.ts';

interface Planned {
  readonly rollout: Rollout;
  readonly manifest: Manifest;
  readonly findings: Findings;
  readonly watched: readonly WatchedAlarm[];
}

/** What identifies the plan of a release, what it was made from, and what it would change. */
export function settlementOf(
  { action, deployment, resize }: Plan,
  {
    rollout,
    manifest,
    findings,
    watched,
    composition,
    askedDeployment,
  }: Planned & { readonly composition: Composition; readonly askedDeployment: DeploymentConfig },
): Settlement {
  const { live, stage } = findings;
  const name = rolloutName(rollout);
  const { model, endpointConfig, variants } = composition;
  const taking = endpointConfig.ProductionVariants.find(({ ModelName }) => ModelName === name)?.VariantName;
  const replaces = live?.config.ProductionVariants.find(
    ({ VariantName }) => VariantName === taking,
  )?.ModelName;
  const terms = { strategy: wordsOf(deployment), alarms: alarmTerms(watched) };
  return {
    ...madeFrom(findings),
    ...under(findings),
    terms,
    changes: changesOf(
      {
        ...{ version: rollout.release.version, terms, variants, model, replaces },
        capture: { from: captureText(rollout, live?.config), to: captureText(rollout, endpointConfig) },
      },
      live,
      servingOf(findings.serving, live, stage),
    ),
    digest: digestOf({
      ...madeFrom(findings),
      action,
      artifact: rollout.release.artifact,
      name,
      model,
      endpointConfig,
      setsCounts: action === 'create' || resize,
      // The strategy as asked for, even without instances: autoscaling may add some while people think.
      deployment: askedDeployment,
      ownAlarms: ownAlarms(watched, stage, name),
      alarms: manifest.alarms,
      gates: manifest.gates,
    }),
  };
}

/**
 * The same for a rollback. Which alarms watch it depends on their current state, so they are not part of what
 * is approved; the manifest has those that were asked for.
 */
export function settlementOfRollback(
  { deployment }: Plan,
  {
    rollout,
    manifest,
    findings,
    watched,
    config,
    variants,
    fast,
  }: Planned & {
    readonly config: string;
    readonly variants: readonly ComposedVariant[];
    readonly fast: boolean;
  },
): Settlement {
  const { live, stage } = findings;
  const terms: Terms = { strategy: wordsOf(deployment), alarms: alarmTerms(watched) };
  return {
    ...madeFrom(findings),
    ...under(findings),
    terms,
    changes: changesOf(
      { version: rollout.release.version, terms, variants, config },
      live,
      servingOf(findings.serving, live, stage),
    ),
    digest: digestOf({
      ...madeFrom(findings),
      action: 'rollback',
      artifact: rollout.release.artifact,
      name: rolloutName(rollout),
      config,
      setsCounts: false,
      deployment: { ...deployment, AutoRollbackConfiguration: { Alarms: [] } },
      ownAlarms: [],
      alarms: manifest.alarms,
      gates: fast ? undefined : manifest.gates,
    }),
  };
}

const madeFrom = ({ manifest, live }: Findings): Pick<Settlement, 'manifest' | 'from'> => ({
  manifest: manifestVersionOf(manifest),
  from: live?.configName ?? null,
});

/**
 * The defaults' version is not part of the digest, but all that they say about this release is: a change that
 * does not concern it leaves its approvals as they are.
 */
function under({ manifest }: Findings): Pick<Settlement, 'defaults'> {
  const defaults = defaultsVersionOf(manifest);
  return defaults === null ? {} : { defaults };
}

const ownAlarms = (watched: readonly WatchedAlarm[], stage: string, rollout: string): string[] => [
  ...watched.filter(isOurs).map(({ name }) => name),
  abortSwitchName(stage, rollout),
];
