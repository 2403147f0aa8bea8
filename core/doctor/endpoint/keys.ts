import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/**
 * The KMS key of the instances' volumes. The update grants SageMaker its use in the name of Greenlight's
 * function, which may use every key of its account and region unless the settings say otherwise.
 */
export function checkKeys({ findings: { live }, account, region }: EndpointFacts): Finding<'keys'>[] {
  const { KmsKeyId: key } = live.config;
  if (typeof key !== 'string' || key === '') return [];
  const [, theirRegion, theirAccount] = /^arn:[^:]*:kms:([^:]*):([^:]*):/.exec(key) ?? [];
  const isElsewhere =
    (theirAccount !== undefined && theirAccount !== account) ||
    (theirRegion !== undefined && theirRegion !== region);
  if (isElsewhere)
    return [
      {
        check: 'keys',
        weight: 'warning',
        found: `its volumes have the KMS key ${key} of another account or region, which Greenlight may use only if the settings name it`,
        todo: "Name it under keys.endpoints in the stage's settings (npx greenlight docs settings), and let its policy allow this account kms:CreateGrant",
      },
    ];
  return [
    {
      check: 'keys',
      weight: 'note',
      found: `its volumes have the KMS key ${key}: its policy has to leave kms:CreateGrant to IAM, and keys.endpoints of the settings, if given, has to name it`,
    },
  ];
}
