import { SNSClient } from '@aws-sdk/client-sns';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { HttpPost } from '../../../local/sns/http-post.ts';
import { createSns } from '../../../local/sns/sns.ts';
import { AwsError } from '../../../local/transport/aws-error.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { text } from '../../../local/transport/wire.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

interface Post {
  /** Milliseconds since the start of the story. */
  readonly at: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, string>;
}

/** A local SNS with a topic `notices`, and notes of all that it delivers. */
export function snsWorld() {
  const clock = new VirtualClock();
  const start = clock.now();
  const posts: Post[] = [];
  const invocations: { arn: string; event: unknown }[] = [];
  const queued: { arn: string; body: Record<string, string> }[] = [];
  /** What the HTTP endpoint answers, in turn; then 200. An Error is no answer at all. */
  const answers: (number | Error)[] = [];

  const post: HttpPost = async ({ url, headers, body }) => {
    posts.push({ at: clock.now() - start, url, headers, body: JSON.parse(body) });
    const answer = answers.shift() ?? 200;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const context = localContext(clock);
  const service = createSns(context, {
    baseUrl: () => 'http://127.0.0.1:4566',
    post,
    functions: () => ({
      invoke: () => Promise.reject(new Error('SNS invokes asynchronously')),
      async invokeAsync(arn, event) {
        if (arn.endsWith(':gone')) throw new AwsError('ResourceNotFoundException', 'Function not found');
        invocations.push({ arn, event });
      },
    }),
    queues: () => ({ send: (arn, body) => queued.push({ arn, body: JSON.parse(body) }) }),
  });
  const topicArn = service.createTopic('notices');
  const router = createRouter([service.wire]);
  const sns = new SNSClient(clientSettings(router));

  /** Follows a link as a browser would: no signature, no headers. */
  const visit = async (link = '') => {
    const { pathname, searchParams } = new URL(link);
    const request = {
      method: 'GET',
      path: pathname,
      query: searchParams,
      headers: {},
      body: new Uint8Array(),
    };
    const response = await router.dispatch(request);
    return { status: response.status, body: text(response.body) };
  };

  return { clock, service, sns, topicArn, posts, invocations, queued, answers, visit };
}

export const endpoint = 'http://127.0.0.1:9999/hook';
export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:notify';
export const queueArn = 'arn:aws:sqs:us-east-1:000000000000:inbox';
