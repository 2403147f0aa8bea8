import type { Press } from '../../core/chat/press.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
import { type Interaction, readInteraction } from '../../core/slack/interaction.ts';
import { signingSecretsIn } from '../../core/slack/settings.ts';
import { refuseSignature, type SignatureRefusal } from '../../core/slack/signature.ts';
import { sentence } from '../../core/values/problem.ts';
import { plainAnswer } from '../http/plain-answer.ts';
import type { UrlAnswer, UrlRequest } from '../http/url-request.ts';
import { readAnewOnce } from '../secrets/read-anew-once.ts';

export interface AnswerSlackPorts {
  readonly secrets: Secrets;
  /** The secret's reference. */
  readonly slackSecret: string;
  readonly presses: { send(press: Press): Promise<void> };
  readonly log: Log;
}

/**
 * Handles Slack's request for the press of a button (docs.slack.dev, "Handling user interaction"). Slack
 * wants an answer within three seconds, and a function freezes once it has answered. So the press is queued
 * first. For a refused request, only the reason is logged.
 */
export async function answerSlack(ports: AnswerSlackPorts, request: UrlRequest): Promise<UrlAnswer> {
  // From time to time Slack checks the certificate, without a signature. Such a request asks for nothing
  // else.
  if (isSslCheck(request.body)) return plainAnswer(200);
  const refusal = await refusalOf(ports, request);
  switch (refusal) {
    case undefined:
      return taken(ports, readInteraction(request.body), request.arrivedAt);
    case 'not-set-up':
      ports.log.warn('a request as from Slack, whose signing secret is not set up');
      return plainAnswer(503, notSetUp);
    default:
      ports.log.warn('a request that is not verified as Slack’s', { refusal });
      return plainAnswer(401, refusals[refusal]);
  }
}

async function taken(
  { presses, log }: AnswerSlackPorts,
  interaction: Interaction,
  at: number,
): Promise<UrlAnswer> {
  switch (interaction.kind) {
    case 'click': {
      const { click } = interaction;
      await presses.send({ via: 'slack', click, at });
      log.info('pressed', { action: click.action, user: click.user.id, message: click.message });
      return plainAnswer(200);
    }
    case 'ignored':
      log.info('ignored', { why: interaction.why });
      return plainAnswer(200);
    case 'unreadable': {
      const { problems } = interaction;
      log.warn('a request of Slack’s that cannot be read', { fields: problems.map(({ field }) => field) });
      return plainAnswer(400, problems.map(sentence).join(' '));
    }
    default:
      return interaction satisfies never;
  }
}

/** If no secret verifies the request, the secret may have just been written or changed. */
async function refusalOf(
  { secrets, slackSecret, log }: AnswerSlackPorts,
  { headers, body, arrivedAt }: UrlRequest,
): Promise<SignatureRefusal | 'not-set-up' | undefined> {
  const signed = {
    timestamp: headers['x-slack-request-timestamp'],
    signature: headers['x-slack-signature'],
    body,
  };
  return readAnewOnce(
    async (fresh) => {
      const signingSecrets = signingSecretsOf(await secrets.read(slackSecret, { fresh }), log);
      return signingSecrets.length === 0 ? 'not-set-up' : refuseSignature(signingSecrets, signed, arrivedAt);
    },
    (refusal) => refusal === 'wrong' || refusal === 'not-set-up',
  );
}

/** Also empty if somebody has written an invalid secret: the answer is the same until it is fixed. */
function signingSecretsOf(text: string, log: Log): readonly string[] {
  try {
    return signingSecretsIn(text);
  } catch (error) {
    log.error('the Slack secret cannot be read', { why: error instanceof Error ? error.message : '' });
    return [];
  }
}

/**
 * "These requests will include a parameter ssl_check set to 1" (docs.slack.dev, "Implementing slash
 * commands").
 */
function isSslCheck(body: Uint8Array): boolean {
  if (body.length > 1000) return false;
  const fields = new URLSearchParams(Buffer.from(body).toString('utf8'));
  return fields.get('ssl_check') === '1' && !fields.has('payload');
}

const notSetUp =
  'Greenlight does not know the signing secret of its Slack app. Write it into its secret (npx greenlight docs slack).';

const refusals: Readonly<Record<SignatureRefusal, string>> = {
  missing: 'Expected the headers X-Slack-Request-Timestamp and X-Slack-Signature, as Slack sends them.',
  malformed: 'Expected a timestamp in seconds and a signature v0=…, as Slack sends them.',
  wrong: 'The signature is not that of the Slack app whose signing secret is set up.',
  'too-old': 'The request was signed more than five minutes ago.',
  ahead: 'The request is signed for more than five minutes ahead.',
};
