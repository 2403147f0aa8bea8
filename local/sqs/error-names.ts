import { type DirectService, text, utf8, type WireResponse, type WireService } from '../transport/wire.ts';

/** Errors that the two protocols name differently: by Query's code, and by the shape in SQS's JSON model. */
const shapes: Readonly<Record<string, string>> = {
  'AWS.SimpleQueueService.NonExistentQueue': 'QueueDoesNotExist',
  'AWS.SimpleQueueService.PurgeQueueInProgress': 'PurgeQueueInProgress',
  'AWS.SimpleQueueService.BatchRequestTooLong': 'BatchRequestTooLong',
  'AWS.SimpleQueueService.EmptyBatchRequest': 'EmptyBatchRequest',
  'AWS.SimpleQueueService.TooManyEntriesInBatchRequest': 'TooManyEntriesInBatchRequest',
  'AWS.SimpleQueueService.BatchEntryIdsNotDistinct': 'BatchEntryIdsNotDistinct',
  'AWS.SimpleQueueService.InvalidBatchEntryId': 'InvalidBatchEntryId',
};

/**
 * SQS with JSON errors named by shape, as AWS does: boto3 finds its exception class by that name. Query's code
 * stays in the `x-amzn-query-error` header, where clients that once spoke Query look for it.
 */
export const withShapeNames = (service: WireService & { readonly direct: DirectService }): WireService => ({
  ...service,
  handle: async (request) => named(await service.handle(request)),
  direct: {
    async call(operation, input) {
      const answer = await service.direct.call(operation, input);
      return answer.ok ? answer : { ok: false, refusal: named(answer.refusal) };
    },
    refuse: (error) => named(service.direct.refuse(error)),
  },
});

function named(response: WireResponse): WireResponse {
  const shape = shapes[response.headers['x-amzn-errortype'] ?? ''];
  if (shape === undefined) return response;
  const type = `com.amazonaws.sqs#${shape}`;
  const body = { ...JSON.parse(text(response.body)), __type: type };
  return {
    ...response,
    headers: { ...response.headers, 'x-amzn-errortype': type },
    body: utf8(JSON.stringify(body)),
  };
}
