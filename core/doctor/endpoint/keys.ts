import type { Finding } from '../finding.ts';
import type { EndpointFacts } from './endpoint-facts.ts';

/**
 * The KMS key of the instances' volumes. The update grants SageMaker its use in the name of Greenlight's
 * function. Whether that may use the key, the plan tells, if it is known what the stage allows; what the key's
 * own policy says, nobody can read for sure.
 */
export function checkKeys({ findings, account, region }: EndpointFacts): Finding<'keys'>[] {
  const { KmsKeyId: key } = findings.live.config;
  if (typeof key !== 'string' || key === '') return [];
  const [, theirRegion, theirAccount] = /^arn:[^:]*:kms:([^:]*):([^:]*):/.exec(key) ?? [];
  const isElsewhere =
    (theirAccount !== undefined && theirAccount !== account) ||
    (theirRegion !== undefined && theirRegion !== region);
  if (isElsewhere && findings.allowedKeys === undefined)
    return [
      {
        check: 'keys',
        weight: 'warning',
        found: `its volumes have the KMS key ${key} of another account or region, which Greenlight may use only if the settings name it`,
        todo: "Name it under keys.endpoints in the stage's settings (npx greenlight docs settings)",
      },
    ];
  return [
    {
      check: 'keys',
      weight: 'note',
      found: `its volumes have the KMS key ${key}: the key's own policy has to leave kms:CreateGrant to IAM${isElsewhere ? ', and to let this account in' : ''}`,
    },
  ];
}
