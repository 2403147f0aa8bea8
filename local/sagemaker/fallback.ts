import type { DeploymentConfig } from '@aws-sdk/client-sagemaker';
import type { FleetSpec } from './fleet-spec.ts';

/**
 * Why an update cannot have the guardrails it asks for, by AWS's page on exclusions: it then goes all at once, with
 * no final bake and no deployment events, and AWS says nothing of it. Undefined if it can.
 * Serverless variants, which it names too, are refused when their config is made.
 */
export function fallbackOf(
  specs: readonly FleetSpec[],
  config: DeploymentConfig | undefined,
): string | undefined {
  const inf1 = specs.find(({ instanceType }) => instanceType.startsWith('ml.inf1.'));
  if (inf1 !== undefined) {
    return `deployment guardrails exclude Inf1 instances (${inf1.instanceType}): all at once, no final bake`;
  }
  const marketplace = specs.find((spec) => spec.marketplace);
  if (marketplace !== undefined) {
    return `deployment guardrails exclude AWS Marketplace containers (${marketplace.image}): all at once, no final bake`;
  }
  const variants = new Set(specs.map(({ variantName }) => variantName));
  return config?.RollingUpdatePolicy !== undefined && variants.size > 1
    ? `rolling updates exclude endpoints of several variants (${variants.size}): all at once, no final bake`
    : undefined;
}
