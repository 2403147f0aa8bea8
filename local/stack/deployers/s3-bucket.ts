import * as z from 'zod';
import { deployer } from './deployer.ts';

export const s3Bucket = deployer({
  properties: z.strictObject({
    BucketName: z.string(),
    VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
    NotificationConfiguration: z
      .strictObject({
        EventBridgeConfiguration: z
          .strictObject({ EventBridgeEnabled: z.boolean().default(true) })
          .optional(),
      })
      .optional(),
  }),
  inert: {
    BucketEncryption: 'objects are in memory only',
    LifecycleConfiguration: 'objects never expire',
    OwnershipControls: 'there is one account',
    PublicAccessBlockConfiguration: 'clients from outside may do anything',
  },
  create({ BucketName, VersioningConfiguration, NotificationConfiguration }, { services }) {
    services.s3.createBucket({
      name: BucketName,
      versioned: VersioningConfiguration?.Status === 'Enabled',
      eventBridge: NotificationConfiguration?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
    });
    return { ref: BucketName, attributes: { Arn: `arn:aws:s3:::${BucketName}` } };
  },
});
