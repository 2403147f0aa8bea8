import { SQSClient } from '@aws-sdk/client-sqs';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import { createSqs } from '../../../local/sqs/sqs.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { text, utf8 } from '../../../local/transport/wire.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

/** A local SQS with a queue `dead-letters`. */
export function sqsWorld(attributes: Record<string, string> = {}) {
  const clock = new VirtualClock();
  const context = localContext(clock);
  const service = createSqs(context, { baseUrl: () => 'http://127.0.0.1:4566' });
  const { arn, url: QueueUrl } = service.createQueue('dead-letters', attributes);
  const router = createRouter([service.wire]);
  const sqs = new SQSClient(clientSettings(router));

  /** A request in the Query protocol, as older clients send it, and its answer's XML. */
  const query = async (fields: Record<string, string>): Promise<string> => {
    const response = await router.dispatch({
      method: 'POST',
      path: '/000000000000/dead-letters',
      query: new URLSearchParams(),
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260105/us-east-1/sqs/aws4_request, Signature=0',
      },
      body: utf8(new URLSearchParams({ ...fields, Version: '2012-11-05' }).toString()),
    });
    return text(response.body);
  };

  return { clock, service, sqs, arn, QueueUrl, query };
}
