import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../local/clock/virtual.ts';
import { createContainers } from '../local/containers/containers.ts';
import type { LocalAws } from '../local/stack/local-aws.ts';
import { deployGreenlight, type GreenlightOptions } from '../on-local-aws/greenlight.ts';
import type { Logged } from './release-messages.ts';
import { storyModels } from './release-model.ts';
import { type ResponseOverrides, withOverriddenResponses } from './release-response-overrides.ts';

export interface WorldOptions
  extends Pick<
    GreenlightOptions,
    | 'transport'
    | 'assumptions'
    | 'onAccess'
    | 'onThrottled'
    | 'retries'
    | 'throttling'
    | 'timings'
    | 'quotas'
    | 'parameters'
    | 'permissions'
    | 'slack'
    | 'load'
  > {
  /** The packaged template, parsed. */
  readonly template: unknown;
  readonly answers?: ResponseOverrides;
  /** When it begins, in epoch milliseconds; by default the usual start of virtual clocks. */
  readonly start?: number;
}

export interface WorldParts {
  readonly clock: VirtualClock;
  readonly aws: LocalAws;
  /** The handlers' error logs, in order. */
  readonly handlerErrors: string[];
  /** All of their logs. */
  readonly logged: Logged[];
}

/**
 * The whole product under a virtual clock: the packaged template deployed into the local AWS, real handlers,
 * real SDK clients, no sockets. Images `local:story` answer as the artifact says (see `artifactBytes`).
 */
export async function openWorld({ answers, start, ...options }: WorldOptions): Promise<WorldParts> {
  const clock = new VirtualClock(start);
  const containers = createContainers({
    clock,
    registry: { 'local:story': storyModels() },
    workDir: join(tmpdir(), 'greenlight-stories'),
  });
  const handlerErrors: string[] = [];
  const logged: Logged[] = [];
  const aws = await deployGreenlight({
    ...options,
    clock,
    seed: 11,
    containers,
    stopwatch: () => clock.now(),
    ...(answers && { load: withOverriddenResponses(answers) }),
    log: ({ level, functionName, message, data }) => {
      const text = `${message} ${JSON.stringify(data)}`;
      logged.push({ by: functionName, text });
      if (level === 'error') handlerErrors.push(`${functionName}: ${text}`);
    },
  });
  // Who plays and watches a story is not to be hindered by AWS's rates, nor to use them up.
  return { clock, aws: { ...aws, clients: aws.onlookers }, handlerErrors, logged };
}
