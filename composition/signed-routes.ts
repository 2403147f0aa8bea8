import type { Seam } from '../adapters/lambda/seam.ts';
import { commandsOn } from '../app/commands/execute-commands.ts';
import type { UrlAnswer, UrlRequest } from '../app/http/url-request.ts';
import { answerCallback } from '../app/links/answer-callback.ts';
import { answerLink } from '../app/links/answer-link.ts';
import { commandPorts } from './commands.ts';
import { linkKeyringOf, nowOf } from './ports.ts';

/** One path of the function's URL. */
export interface Route {
  readonly methods: readonly string[];
  readonly answer: (request: UrlRequest) => Promise<UrlAnswer>;
}

/** The routes of signed addresses. Whoever has such an address needs no other proof. */
export function signedRoutes(seam: Seam): [path: string, route: Route][] {
  const now = nowOf(seam);
  const operating = commandPorts(seam);
  const { ledger, waits } = operating;
  const { decide } = commandsOn(operating, now);
  const signed = { ledger, keyring: linkKeyringOf(seam), now, log: seam.log };
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
