import { withAws } from '../aws/aws.ts';
import { type TargetOptions, typedFlags } from '../aws/target.ts';
import { followRollout } from '../follow/follow-rollout.ts';

export interface WatchOptions extends TargetOptions {
  readonly release?: string;
  readonly json: boolean;
}

/** `greenlight watch`: follows a rollout until it ends. Returns the exit code: 0 only for DEPLOYED. */
export async function watch(endpoint: string, options: WatchOptions): Promise<number> {
  const { release, json } = options;
  return withAws(options, async (aws) => {
    const followed = { endpoint, ...(release !== undefined && { release }) };
    const outcome = await followRollout(aws, followed, json);
    if (outcome === undefined) {
      const what = release === undefined ? 'no rollout' : `no rollout of ${release}`;
      process.stderr.write(
        `greenlight: ${what} is under way for ${endpoint}. See: npx greenlight history ${endpoint}${typedFlags(options)}\n`,
      );
    }
    return outcome === 'DEPLOYED' ? 0 : 1;
  });
}
