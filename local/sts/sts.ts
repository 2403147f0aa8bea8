import * as client from '@aws-sdk/client-sts';
import type { LocalContext } from '../context.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';

/** STS, as far as telling who calls: whatever the credentials, the root user of the local account. */
export function createSts(context: LocalContext): { readonly wire: WireService } {
  const wire = rpcService({
    id: 'sts',
    client,
    query: { xmlns: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    random: context.random,
    operations: {
      // A root user's id is the account's own number.
      GetCallerIdentity: (): client.GetCallerIdentityCommandOutput => ({
        UserId: context.account,
        Account: context.account,
        Arn: `arn:aws:iam::${context.account}:root`,
        $metadata: {},
      }),
    },
  });
  return { wire };
}
