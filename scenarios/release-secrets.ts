import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { localSecrets } from '../on-local-aws/slack-workspace.ts';
import type { ReleaseWorld } from './release-world.ts';

/** All secrets of the template in Secrets Manager. */
const secretIds = ['greenlight-local/signing', 'greenlight-local/links', 'greenlight-local/slack'];

/** Task tokens, as the local Step Functions makes them. Anybody with a token can end its task. */
const taskToken = /AQCU[A-Za-z0-9+/]{128}/;

/** Shorter texts in a secret are not secret, and would be found anywhere. */
const shortestSecret = 12;

/** A place, and the text in it. */
interface Place {
  readonly where: string;
  readonly text: string;
}

/**
 * 11: no secret is logged, told, announced, shown in Slack or kept in the ledger, except task tokens in the
 * ledger.
 */
export async function leaks(world: ReleaseWorld): Promise<string[]> {
  const secrets = await secretsIn(world);
  const ledger = { where: 'the ledger', text: JSON.stringify(await world.ledger()) };
  const seen = placesIn(world);
  return [
    ...[...seen, ledger].flatMap(({ where, text }) =>
      secrets.filter(({ value }) => text.includes(value)).map(({ name }) => `11: ${name} is in ${where}`),
    ),
    ...seen.filter(({ text }) => taskToken.test(text)).map(({ where }) => `11: a task token is in ${where}`),
  ];
}

function placesIn(world: ReleaseWorld): Place[] {
  const { aws, logged, notices } = world;
  return [
    ...logged.map(({ by, text }) => ({ where: `the log of ${by}`, text })),
    ...notices.map(({ body, attributes }) => ({
      where: 'a notice',
      text: `${body} ${JSON.stringify(attributes)}`,
    })),
    ...world.announced().map((event) => ({ where: 'an announcement', text: JSON.stringify(event) })),
    ...aws.slack.messages().map((message) => ({ where: 'Slack', text: JSON.stringify(message) })),
  ];
}

async function secretsIn({ aws, clock }: ReleaseWorld): Promise<{ name: string; value: string }[]> {
  const client = aws.clients(SecretsManagerClient);
  const kept = await clock.drive(
    Promise.all(secretIds.map((SecretId) => client.send(new GetSecretValueCommand({ SecretId })))),
  );
  const values = kept.flatMap(({ Name = '', SecretString = '' }) =>
    textsIn(SecretString).map((value) => ({ name: Name, value })),
  );
  const slack = Object.entries(localSecrets).map(([name, value]) => ({ name: `Slack's ${name}`, value }));
  return [...values, ...slack].filter(({ value }) => value.length >= shortestSecret);
}

/** The secret's text; for JSON, the texts in it. */
function textsIn(secret: string): string[] {
  if (!secret.startsWith('{')) return [secret];
  const texts: string[] = [];
  JSON.parse(secret, (_, value: unknown) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}
