import * as client from '@aws-sdk/client-sts';
import type { LocalContext } from '../context.ts';
import { scopeOf } from '../transport/router.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';

/** Of clients in this process, which sign nothing. */
const unsigned = 'local';

/**
 * STS, as far as telling who calls: any access key is its own user's, as the function URLs and APIs of Lambda take it
 * (signed-caller.ts).
 */
export function createSts(context: LocalContext): { readonly wire: WireService } {
  const answering = (accessKey: string) =>
    rpcService({
      id: 'sts',
      client,
      query: { xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' },
      random: context.random,
      operations: {
        GetCallerIdentity: (): client.GetCallerIdentityCommandOutput => ({
          UserId: accessKey,
          Account: context.account,
          Arn: `arn:aws:iam::${context.account}:user/${accessKey}`,
          $metadata: {},
        }),
      },
    });
  const usual = answering(unsigned);
  return {
    wire: {
      ...usual,
      handle: (request) => answering(scopeOf(request)?.accessKey ?? unsigned).handle(request),
    },
  };
}
