import { UsageError } from '../usage-error.ts';
import { type AskOptions, ask } from './ask.ts';
import { endpointOf } from './retry.ts';

export interface DecideOptions extends AskOptions {
  readonly reason?: string;
}

/**
 * `greenlight approve` and `greenlight reject`: decides a gate, named as notices name it (`<rollout>/before/0`), or
 * the one at which the endpoint's rollout waits. Answers with the exit code.
 */
export async function decideGate(
  action: 'approve' | 'reject',
  gateOrEndpoint: string,
  options: DecideOptions,
): Promise<number> {
  const { reason } = options;
  const isGate = gateOrEndpoint.includes('/');
  if (isGate && !/^.+-\d+\/(before|during|after)\/\d+$/.test(gateOrEndpoint)) {
    throw new UsageError(
      `<gate>: expected an endpoint, or a gate such as iris-2a0a1c8a80c0-1/before/0, got "${gateOrEndpoint}".`,
    );
  }
  const endpoint = isGate ? endpointOf(gateOrEndpoint.split('/')[0] ?? '') : gateOrEndpoint;
  const gate = isGate ? { gate: gateOrEndpoint } : {};
  return ask(
    { command: 'decide', endpoint, action, ...gate, ...(reason !== undefined && { reason }) },
    options,
  );
}
