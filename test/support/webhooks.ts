import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { env, type FakeAws } from './fake-aws.ts';
import { atGates } from './gated.ts';

/** The parts of a webhook's question that tests check. */
interface WebhookQuestion {
  readonly id: string;
  readonly callbackUrl?: string;
}

/** Somebody's webhook, on this machine. */
export interface Webhook {
  readonly url: string;
  /** Every question so far. */
  readonly questions: WebhookQuestion[];
  /** Sets its answer from now on, or a function that makes the answer. */
  says(answer: object | ((question: WebhookQuestion) => Promise<object>)): void;
  /** The callback URL of the last question. */
  callbackUrl(): string;
  close(): Promise<void>;
}

export async function aWebhook(): Promise<Webhook> {
  const questions: WebhookQuestion[] = [];
  let saying: object | ((question: WebhookQuestion) => Promise<object>) = { verdict: 'pass' };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const question: WebhookQuestion = JSON.parse(Buffer.concat(chunks).toString());
    questions.push(question);
    try {
      const answer = typeof saying === 'function' ? await saying(question) : saying;
      response.end(JSON.stringify(answer));
    } catch (error) {
      response.writeHead(400).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ask`,
    questions,
    says: (answer) => {
      saying = answer;
    },
    callbackUrl: () => questions.at(-1)?.callbackUrl ?? '',
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The builders' rollout is at these gates, and the webhook is allowed. */
export async function atWebhook(
  aws: FakeAws,
  webhook: Webhook,
  written: Parameters<typeof atGates>[1],
): Promise<{ aws: FakeAws; fence: number }> {
  const allowed = { ...env, ALLOWED_WEBHOOK_HOSTS: new URL(webhook.url).origin };
  const fence = await atGates(aws, written);
  // The webhook may call back while it is asked. If off-thread work ran one by one, the two would deadlock.
  const clock = { now: () => aws.clock.now(), io: <T>(work: () => Promise<T>) => work() };
  return { aws: { ...aws, seam: { ...aws.seam, env: allowed, clock } }, fence };
}
