import type { LocalContext } from '../context.ts';
import { scopeOf } from '../transport/router.ts';
import type { WireRequest } from '../transport/wire.ts';

/** Who signed a request. */
export interface SignedCaller {
  readonly accessKey: string;
  readonly accountId: string;
  readonly userArn: string;
}

/**
 * Who signed a request for a service in this region; undefined if nobody did. Any access key is its own user's.
 * @param service as requests are signed for it: `lambda`, `execute-api`
 */
export function signedCaller(
  request: WireRequest,
  service: string,
  { account, region }: Pick<LocalContext, 'account' | 'region'>,
): SignedCaller | undefined {
  const scope = scopeOf(request);
  if (scope?.service !== service || scope.region !== region || !isSigned(request)) return undefined;
  const { accessKey } = scope;
  return { accessKey, accountId: account, userArn: `arn:aws:iam::${account}:user/${accessKey}` };
}

const isSigned = ({ headers, query }: WireRequest): boolean =>
  /^AWS4-HMAC-SHA256 .*Signature=[0-9a-f]+/.test(headers.authorization ?? '') ||
  (query.has('X-Amz-Signature') && query.has('X-Amz-Credential'));
