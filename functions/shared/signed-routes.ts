import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { secrets } from '../../adapters/secrets.ts';
import { answerCallback } from './answer-callback.ts';
import { answerLink } from './answer-link.ts';
import { linkKeyring } from './link-keyring.ts';
import { operations } from './operations.ts';
import { operationPorts } from './operations-on-aws.ts';
import type { Seam } from './seam.ts';
import type { UrlAnswer, UrlRequest } from './url-request.ts';

/** What is answered at a path of the function's URL. */
export interface Route {
  readonly methods: readonly string[];
  readonly answer: (request: UrlRequest) => Promise<UrlAnswer>;
}

/** What is behind addresses that we have signed: whoever has one needs nothing else. */
export function signedRoutes(seam: Seam): [path: string, route: Route][] {
  const { LINK_SECRET } = z.object({ LINK_SECRET: z.string() }).parse(seam.env);
  const now = () => seam.clock.now();
  const secret = secrets({
    secretsManager: seam.clients(SecretsManagerClient),
    ssm: seam.clients(SSMClient),
    now,
  });
  const operating = operationPorts(seam);
  const { ledger, waits } = operating;
  const { decide } = operations(operating, now);
  const signed = { ledger, keyring: linkKeyring(secret, LINK_SECRET), now, log: seam.log };
  return [
    [
      '/decide',
      {
        methods: ['GET', 'HEAD', 'POST'],
        answer: (request) => answerLink({ ...signed, decide }, request),
      },
    ],
    ['/callback', { methods: ['POST'], answer: (request) => answerCallback({ ...signed, waits }, request) }],
  ];
}
