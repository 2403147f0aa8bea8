import type { S3Client } from '@aws-sdk/client-s3';
import {
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  ModelError,
  SageMakerRuntimeClient,
  type SageMakerRuntimeClientConfig,
} from '@aws-sdk/client-sagemaker-runtime';
import type { SmokeAction } from '../../core/gates/action.ts';
import type { ActionAbout } from '../../core/gates/action-ports.ts';
import type { SmokeAnswer, SmokeReport } from '../../core/gates/smoke-report.ts';
import { type Expectation, expectationOf } from './expectation.ts';
import { faultOf } from './fault.ts';
import { jsonOf } from './json.ts';
import { payloadOf } from './payload.ts';

/**
 * A client without retries. Otherwise the SDK's silent retry would turn a failed request into a slow success.
 */
export class OnceRuntimeClient extends SageMakerRuntimeClient {
  constructor(config: SageMakerRuntimeClientConfig) {
    super({ ...config, maxAttempts: 1 });
  }
}

export interface SmokeDependencies {
  readonly runtime: OnceRuntimeClient;
  readonly s3: S3Client;
  /** Starts a stopwatch and returns its reading in milliseconds. It uses host time, as invocations do. */
  readonly stopwatch: () => () => number;
  /** How long all requests may take together, so that the sending function can still report the result. */
  readonly smokeBoundMs?: number;
}

const defaultBoundMs = 60_000;

/** Sends the requests one after another, and reports each. When the time is up, the rest are not sent. */
export async function smokeTest(
  { runtime, s3, stopwatch, smokeBoundMs: boundMs = defaultBoundMs }: SmokeDependencies,
  action: SmokeAction,
  { rollout }: ActionAbout,
): Promise<SmokeReport> {
  const { endpoint = rollout.release.endpoint, contentType, accept, requests, expect } = action;
  const expectation = expect === undefined ? undefined : expectationOf(expect);
  if (expectation?.kind === 'none') return { kind: 'not-sent', why: expectation.why };
  const payload = await payloadOf(s3, action.payload, rollout.release);
  if (payload.kind === 'none') return { kind: 'not-sent', why: payload.why };

  const input: InvokeEndpointCommandInput = {
    EndpointName: endpoint,
    Body: payload.bytes,
    ContentType: contentType,
    ...(accept !== undefined && { Accept: accept }),
  };
  const total = stopwatch();
  const answers: SmokeAnswer[] = [];
  while (answers.length < requests) {
    const leftMs = Math.ceil(boundMs - total());
    if (leftMs <= 0) break;
    const outcome = await invoke(runtime, input, stopwatch, leftMs);
    answers.push(
      outcome.kind === 'none'
        ? { kind: 'unanswered', why: outcome.why }
        : { kind: 'answered', ...outcome.seen, ...(await heldOf(expectation, outcome)) },
    );
  }
  return { kind: 'sent', answers };
}

type Outcome =
  | { readonly kind: 'answer'; readonly seen: { status: number; latencyMs: number }; readonly body: unknown }
  | { readonly kind: 'none'; readonly why: string };

async function invoke(
  runtime: SageMakerRuntimeClient,
  input: InvokeEndpointCommandInput,
  stopwatch: SmokeDependencies['stopwatch'],
  leftMs: number,
): Promise<Outcome> {
  const abortSignal = AbortSignal.timeout(leftMs);
  const elapsed = stopwatch();
  try {
    const answer = await runtime.send(new InvokeEndpointCommand(input), { abortSignal });
    const latencyMs = elapsed();
    const status = answer.$metadata.httpStatusCode ?? 200;
    return { kind: 'answer', seen: { status, latencyMs }, body: bodyOf(answer.Body, answer.ContentType) };
  } catch (error) {
    if (abortSignal.aborted) return { kind: 'none', why: 'none before the time for all requests was up' };
    return outcomeOf(error, input.EndpointName ?? '', elapsed());
  }
}

/** Without the right to invoke, neither the endpoint nor its model has answered. */
const notAsked = [401, 403];

/** The outcome behind an error. SageMaker wraps a model's error in its own, with the model's status in it. */
function outcomeOf(error: unknown, endpoint: string, latencyMs: number): Outcome {
  if (error instanceof ModelError) {
    const { OriginalStatusCode: status = 0, OriginalMessage: body = '' } = error;
    if (status === 0) return { kind: 'none', why: 'the model gave none' };
    return { kind: 'answer', seen: { status, latencyMs }, body };
  }
  const { kind, name, status } = faultOf(error);
  // The right to invoke is for endpoints with our tag. What is not there has none.
  if (name === 'AccessDeniedException')
    return {
      kind: 'none',
      why: `access denied: there is no endpoint "${endpoint}", or it lacks the tag greenlight:managed=true`,
    };
  if (kind === 'not-now' || status === undefined || notAsked.includes(status))
    return { kind: 'none', why: name };
  const body = error instanceof Error ? error.message : '';
  // No endpoint answered, so this must not satisfy an expectation of an error status.
  if (/^Endpoint \S+ of account \d+ not found/.test(body))
    return {
      kind: 'none',
      why: `there is no endpoint "${endpoint}" that serves; upper and lower case count`,
    };
  return { kind: 'answer', seen: { status, latencyMs }, body };
}

function bodyOf(bytes: Uint8Array | undefined, contentType: string | undefined): unknown {
  const text = Buffer.from(bytes ?? []).toString('utf8');
  const isJson = /^\s*application\/([\w.+-]+\+)?json\s*(;|$)/i.test(contentType ?? '');
  const parsed = isJson ? jsonOf(text) : undefined;
  return parsed === undefined ? text : parsed;
}

async function heldOf(
  expectation: (Expectation & { kind: 'expectation' }) | undefined,
  { seen, body }: Outcome & { kind: 'answer' },
): Promise<{ holds?: boolean; came?: string }> {
  return expectation === undefined ? {} : expectation.meets({ ...seen, body });
}
