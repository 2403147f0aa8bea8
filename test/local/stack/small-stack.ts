import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual.ts';
import type { Handler, LogEntry, Seam } from '../../../local/lambda/seam.ts';
import { createLocalAws } from '../../../local/stack/local-aws.ts';
import type { LocalAwsOptions } from '../../../local/stack/local-aws-options.ts';

export type Resources = Record<string, { Type: string; Properties: object; DependsOn?: string }>;

/** A local AWS deployed from a template of a test's own; `sources` are its handlers by function name. */
export async function smallStack(
  Resources: Resources,
  sources: Record<string, (seam: Seam) => Handler> = {},
  Outputs: Record<string, { Value: unknown }> = {},
  options: Partial<LocalAwsOptions> = {},
) {
  const clock = new VirtualClock();
  const log: LogEntry[] = [];
  const aws = await createLocalAws({
    clock,
    seed: 1,
    ...options,
    template: { Resources, Outputs },
    containers: { start: () => Promise.reject(new Error('no container is needed here')) },
    load: async (handler) => {
      const make = sources[handler.replace(/^functions\/|\.handler$/g, '')];
      if (make === undefined) throw new Error(`no source for ${handler}`);
      return { make };
    },
    log: (entry) => log.push(entry),
  });
  onTestFinished(() => aws.close());
  return { aws, clock, log };
}

/** A function that is called as its source is. */
export const lambdaFunction = (name: string, variables: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Handler: `functions/${name}.handler`,
    Environment: { Variables: variables },
  },
});
