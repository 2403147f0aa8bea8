import * as z from 'zod';
import { instantAt, instantSchema } from '../../core/values/instant.ts';
import type { LocalAws } from '../../local/stack/local-aws.ts';
import type { Report } from '../output/output.ts';

/** "Greenlight Rollout State Change" that ends a rollout. */
const concludedSchema = z.object({
  phase: z.literal('concluded'),
  release: z.string(),
  endpoint: z.string(),
  outcome: z.string(),
  cause: z.string(),
});

const ownNoticeSchema = z.object({
  content: z.object({ title: z.string(), description: z.string() }),
  metadata: z.object({
    additionalContext: z.object({ endpoint: z.string(), phase: z.string(), severity: z.string() }),
  }),
});
/** CloudWatch's own message about one of the controller's alarms (docs/operating.md). */
const alarmNoticeSchema = z
  .object({ AlarmName: z.string(), AlarmDescription: z.string(), NewStateValue: z.string() })
  .transform(({ AlarmName, AlarmDescription, NewStateValue }) => ({
    content: { title: `${AlarmName}: ${NewStateValue}`, description: AlarmDescription },
    metadata: { additionalContext: { endpoint: 'none', phase: 'alarm', severity: 'critical' } },
  }));
const noticeSchema = z.union([ownNoticeSchema, alarmNoticeSchema]);

/** Reports every event on the bus and every notice on the topic. */
export function followReports(aws: LocalAws, listener: (report: Report) => void): void {
  aws.onEvent((event) => {
    const detail = event.detail;
    const named = detail.EndpointName ?? detail.endpoint;
    const endpoint = typeof named === 'string' ? named : null;
    listener({
      type: 'event',
      at: instantSchema.parse(event.time),
      endpoint,
      source: event.source,
      detailType: event['detail-type'],
      detail,
    });
    const concluded = event.source === 'greenlight' ? concludedSchema.safeParse(detail) : undefined;
    if (concluded?.success) {
      const { release, outcome, cause } = concluded.data;
      listener({
        type: 'outcome',
        at: instantSchema.parse(event.time),
        endpoint: concluded.data.endpoint,
        release,
        outcome,
        cause,
      });
    }
  });
  aws.onNotice((publication) => {
    const { content, metadata } = noticeSchema.parse(JSON.parse(publication.body));
    const at = instantAt(publication.at);
    listener({
      type: 'notice',
      at,
      ...metadata.additionalContext,
      title: content.title,
      description: content.description,
    });
  });
}
