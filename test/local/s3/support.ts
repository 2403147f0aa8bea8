import { S3Client } from '@aws-sdk/client-s3';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { EventDraft } from '../../../local/ports.ts';
import type { S3Limits } from '../../../local/s3/object-operations.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { createRouter } from '../../../local/transport/router.ts';
import { text, utf8, type WireRequest } from '../../../local/transport/wire.ts';
import { clientSettings, localContext } from '../../support/local-service.ts';

/** A local S3 with a versioned bucket `models` that tells EventBridge, and a bare bucket `plain`. */
export function s3World(limits: Partial<S3Limits> = {}) {
  const clock = new VirtualClock();
  const events: EventDraft[] = [];
  const context = localContext(clock);
  const service = createS3(context, { events: { emit: (event) => events.push(event) }, limits });
  service.createBucket({ name: 'models', versioned: true, eventBridge: true });
  service.createBucket({ name: 'plain', versioned: false, eventBridge: false });
  const router = createRouter([service.wire]);
  const s3 = new S3Client(clientSettings(router));

  /** A request that no SDK would send, and its answer as text. */
  const raw = async (
    method: string,
    target: string,
    { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
  ) => {
    const [path = '/', query = ''] = target.split('?');
    const request: WireRequest = {
      method,
      path,
      query: new URLSearchParams(query),
      headers: { host: '127.0.0.1:4566', ...headers },
      body: utf8(body),
    };
    const response = await router.dispatch(request);
    return { status: response.status, headers: response.headers, body: text(response.body) };
  };

  return { clock, events, service, router, s3, raw };
}

/** The error that `work` ends with, or a failure if it ends well. */
export async function errorOf(
  work: Promise<unknown>,
): Promise<Error & { $metadata?: { httpStatusCode?: number } }> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, but it went well');
}
