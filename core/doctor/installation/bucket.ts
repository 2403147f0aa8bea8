import type { Finding } from '../finding.ts';
import type { InstallationFacts } from './installation-facts.ts';
import { unreadAmong } from './reading.ts';

/** Whether uploads are told to EventBridge, which starts releases, and are kept by version. */
export function checkBucket({ bucket }: InstallationFacts): Finding<'bucket'>[] {
  if (bucket.kind !== 'read') return unreadAmong('bucket', { 'the bucket of models': bucket });
  const { versioned, tellsEventBridge } = bucket.value;
  return [
    ...(tellsEventBridge === false
      ? [
          {
            check: 'bucket' as const,
            weight: 'problem' as const,
            found: 'the bucket does not tell EventBridge of uploads: no release begins',
            todo: 'Deploy again, or aws s3api put-bucket-notification-configuration --notification-configuration EventBridgeConfiguration={} --bucket …',
          },
        ]
      : []),
    ...(versioned
      ? []
      : [
          {
            check: 'bucket' as const,
            weight: 'problem' as const,
            found: 'the bucket is not versioned: what is overwritten while a release is checked is lost',
            todo: 'aws s3api put-bucket-versioning --versioning-configuration Status=Enabled --bucket …',
          },
        ]),
  ];
}
