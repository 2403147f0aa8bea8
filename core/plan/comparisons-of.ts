import { isComparedAlarm } from '../alarms/alarm-schema.ts';
import type { ComparedAlarm } from '../alarms/comparison.ts';
import type { WatchedComparison } from '../alarms/comparison-alarm.ts';
import { type Comparison, compare } from '../gates/compare.ts';
import type { PlannedGate } from '../gates/gate.ts';
import { judge } from '../gates/judge.ts';
import type { JudgeConfig } from '../gates/judge-config.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import { parseManifest } from '../manifest/parse.ts';
import type { Manifest } from '../manifest/schema.ts';
import type { Rollout } from '../release.ts';
import type { LiveEndpoint } from '../sagemaker.ts';

/**
 * The gates that come with the manifest's comparisons, where Greenlight computes them: during the shift. A rollback leads
 * away from what was found, and alarms that are made for a release do not watch it either.
 */
export function comparisonsOf(rollout: Rollout, manifest: ManifestFinding): PlannedGate[] {
  const parsed = manifest.kind === 'content' ? parseManifest(manifest.value) : undefined;
  if (!parsed?.ok || rollout.start.kind === 'rollback') return [];
  return comparisonsIn(parsed.manifest).map((config) => ({ kind: compare.kind, config }));
}

/** The comparisons that Greenlight computes. */
export const comparisonsIn = ({ alarms }: Pick<Manifest, 'alarms'>): Comparison[] =>
  alarms.flatMap((alarm) => {
    if (!isComparedAlarm(alarm) || alarm.computedBy !== 'greenlight') return [];
    const { computedBy: _, ...comparison } = alarm;
    return [comparison];
  });

/** The manifest's gates that judge, each with its place. */
export const judgesIn = ({
  gates,
}: Pick<Manifest, 'gates'>): { readonly field: string; readonly config: JudgeConfig }[] =>
  (['during', 'after'] as const).flatMap((stage) =>
    (gates?.[stage] ?? []).flatMap(({ kind, config }, n) =>
      kind === judge.kind ? [{ field: `gates.${stage}[${n}].judge`, config: config as JudgeConfig }] : [],
    ),
  );

/** The variants whose fleets are compared: those that serve, or the one that a first release creates. */
export const comparedVariants = (manifest: Manifest, live: LiveEndpoint | undefined): readonly string[] =>
  live === undefined
    ? [manifest.fleet?.variant ?? 'AllTraffic']
    : live.config.ProductionVariants.map(({ VariantName }) => VariantName);

/**
 * A comparison that CloudWatch computes is an alarm for each variant, with its part of the chance of a false alarm.
 * Their numbers follow those of the manifest's list.
 */
export const watchedComparisons = (
  alarm: ComparedAlarm,
  index: number,
  alarms: number,
  variants: readonly string[],
): WatchedComparison[] =>
  alarm.computedBy === 'greenlight'
    ? []
    : variants.map((variant, of) => ({
        alarm,
        variant,
        n: index + of * alarms,
        falseAlarms: alarm.falseAlarms / variants.length,
      }));
