import * as z from 'zod';
import { type StartReleasePorts, startRelease } from '../../../app/triggers/start-release.ts';
import { instantSchema } from '../../../core/values/instant.ts';

/** "SageMaker Model Package State Change", as far as it is used here, with where its model's data lies. */
const approvalSchema = z.object({
  time: instantSchema,
  detail: z.object({
    ModelPackageGroupName: z.string(),
    ModelPackageVersion: z.number(),
    ModelApprovalStatus: z.string(),
    LastModifiedBy: z.string().default('unknown'),
  }),
  data: z.object({
    bucket: z.string(),
    key: z.string(),
    versionId: z.string(),
    etag: z.string(),
    size: z.number(),
  }),
});

/** A model package was approved in SageMaker's registry: its group is called like the endpoint. */
export async function modelApproved(ports: StartReleasePorts, modelBucket: string, event: unknown) {
  const { time, detail, data } = approvalSchema.parse(event);
  if (detail.ModelApprovalStatus !== 'Approved') return { done: 'nothing' as const };
  return startRelease(ports, {
    endpoint: detail.ModelPackageGroupName,
    version: `v${detail.ModelPackageVersion}`,
    artifact: { kind: 'archive', ...data },
    bucket: modelBucket,
    at: time,
    by: detail.LastModifiedBy,
  });
}
