import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { gateActions } from '../adapters/gates/act.ts';
import { pinnedPost, resolveHost } from '../adapters/gates/pinned-post.ts';
import { OnceRuntimeClient } from '../adapters/gates/smoke.ts';
import type { Seam } from '../adapters/lambda/seam.ts';
import { signedUrls } from '../app/links/signed-urls.ts';
import { decideUrlOf, linkKeyringOf, listVariable, nowOf, secretsOf, variable } from './ports.ts';

/** The actions of gates: invoke the endpoint, ask a webhook or a function, count what both fleets did. */
export function gateActionsOf(seam: Seam) {
  const secrets = secretsOf(seam);
  return gateActions({
    runtime: seam.clients(OnceRuntimeClient),
    s3: seam.clients(S3Client),
    lambda: seam.clients(LambdaClient),
    cloudWatch: seam.clients(CloudWatchClient),
    stopwatch: seam.stopwatch,
    post: pinnedPost(),
    resolve: resolveHost,
    io: (work) => seam.clock.io(work),
    now: nowOf(seam),
    allowedHosts: listVariable(seam, 'ALLOWED_WEBHOOK_HOSTS'),
    allowedFunctions: listVariable(seam, 'ALLOWED_FUNCTIONS'),
    signingKey: () => secrets.read(variable(seam, 'SIGNING_SECRET')),
  });
}

/** Signed addresses for answering gates. They lead to decideGate; there are none if it has no address. */
export const signedUrlsOf = (seam: Seam) =>
  signedUrls({ keyring: linkKeyringOf(seam), decideUrl: decideUrlOf(seam), now: nowOf(seam) });
