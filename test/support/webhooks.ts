import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { env, type FakeAws } from './fake-aws.ts';
import { atGates } from './gated.ts';

/** What a webhook is asked, as far as tests look. */
interface WebhookQuestion {
  readonly id: string;
  readonly callbackUrl?: string;
}

/** Somebody's webhook, on this machine. */
export interface Webhook {
  readonly url: string;
  /** Every question so far. */
  readonly questions: WebhookQuestion[];
  /** What it answers from now on, or does before. */
  says(answer: object | ((question: WebhookQuestion) => Promise<object>)): void;
  /** Where the last question said to call back. */
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

/** The builders' rollout is at these gates, and that webhook may be asked. */
export async function atWebhook(
  aws: FakeAws,
  webhook: Webhook,
  written: Parameters<typeof atGates>[1],
): Promise<{ aws: FakeAws; fence: number }> {
  const allowed = { ...env, ALLOWED_WEBHOOK_HOSTS: new URL(webhook.url).origin };
  const fence = await atGates(aws, written);
  // While it is asked, it may call back: the two would wait for one another if work off the thread went one by one.
  const clock = { now: () => aws.clock.now(), io: <T>(work: () => Promise<T>) => work() };
  return { aws: { ...aws, seam: { ...aws.seam, env: allowed, clock } }, fence };
}
