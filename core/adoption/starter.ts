import { withDefaults } from '../manifest/defaults.ts';
import type { ManifestFinding } from '../manifest/manifest-finding.ts';
import type { Findings } from '../plan/findings.ts';
import { imaginedRollout } from '../plan/imagined-rollout.ts';
import { resolve } from '../plan/resolve.ts';
import type { LiveEndpoint } from '../sagemaker.ts';
import type { Problem } from '../values/problem.ts';
import { starterParts } from './starter-parts.ts';
import { starterText } from './starter-text.ts';
import { type OptionalPart, optionalParts, starterValue } from './starter-value.ts';

/** A manifest to start from, written from what is live. */
export interface Starter {
  /** YAML, with comments. */
  readonly text: string;
  /** What it says, parsed. */
  readonly value: Readonly<Record<string, unknown>>;
}

/** Where a problem says that a part of the starter is what is refused. */
const blamed: Readonly<Record<OptionalPart, RegExp>> = {
  // Too short a bake is told of the bake. A bake is the owner's, the alarm only ours.
  alarm: /^(?:alarms|rollout)\b/,
  rollout: /^(?:rollout|alarms)\b/,
  image: /^model\.image\b/,
  role: /^model\.role\b/,
  instances: /^fleet\.instance/,
};

/**
 * The starter manifest of an endpoint: what applies to it already, written out. It must not refuse what goes
 * without a manifest. So a part for which a release would be refused becomes a comment: SageMaker accepted it
 * from the owner before, and inherited it is accepted again.
 *
 * What the bucket's defaults say is a comment, too, so that it applies.
 *
 * @param findings with the endpoint as if it had opted in
 * @param defaults what lies under every manifest of the bucket
 */
export function starterManifest(
  findings: Findings & { readonly live: LiveEndpoint },
  defaults: ManifestFinding,
): Starter {
  const parts = starterParts(findings, defaults);
  const written = new Set<OptionalPart>(optionalParts);
  if (parts.alarms.length > 0 || 'alarms' in parts.defaults) written.delete('alarm');
  if ('rollout' in parts.defaults) written.delete('rollout');
  const problemsWith = (candidate: ReadonlySet<OptionalPart>) =>
    problemsUnder(findings, startedFrom(starterValue(parts, candidate), defaults));
  for (const part of optionalParts) {
    if (!written.has(part)) continue;
    const problems = problemsWith(written);
    if (!problems.some(({ field }) => blamed[part].test(field))) continue;
    const without = new Set(written);
    without.delete(part);
    if (problemsWith(without).length < problems.length) written.delete(part);
  }
  return { text: starterText(parts, written), value: starterValue(parts, written) };
}

/** A starter's content as it would be read from the bucket. */
export const startedFrom = (value: Starter['value'], defaults: ManifestFinding): ManifestFinding =>
  withDefaults({ kind: 'content', value }, defaults);

function problemsUnder(
  findings: Findings & { readonly live: LiveEndpoint },
  manifest: ManifestFinding,
): readonly Problem[] {
  const rollout = imaginedRollout(findings.live.name, { kind: 'archive', bytes: 0 });
  const resolution = resolve(rollout, { ...findings, manifest });
  return resolution.kind === 'prepared' ? [] : resolution.problems;
}
