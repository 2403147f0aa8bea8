import { endpointOf } from '../reads/endpoint-of.ts';
import { UsageError } from '../usage-error.ts';
import { type AskOptions, ask } from './ask.ts';

export interface DecideOptions extends AskOptions {
  readonly reason?: string;
}

/** The decision. A gate is given by its name in notices (`<rollout>/before/0`), or by its endpoint. */
export function decisionOn(action: 'approve' | 'reject', gateOrEndpoint: string, reason?: string) {
  const isGate = gateOrEndpoint.includes('/');
  if (isGate && !/^.+-\d+\/(before|during|after)\/\d+$/.test(gateOrEndpoint)) {
    throw new UsageError(
      `<gate>: expected an endpoint, or a gate such as iris-2a0a1c8a80c0-1/before/0, got "${gateOrEndpoint}".`,
    );
  }
  const endpoint = isGate ? endpointOf(gateOrEndpoint.split('/')[0] ?? '') : gateOrEndpoint;
  const gate = isGate ? { gate: gateOrEndpoint } : {};
  return {
    command: 'decide',
    endpoint,
    action,
    ...gate,
    ...(reason !== undefined && { reason }),
  } as const;
}

/** `greenlight approve` and `greenlight reject`: decides a gate. Returns the exit code. */
export const decideGate = async (
  action: 'approve' | 'reject',
  gateOrEndpoint: string,
  options: DecideOptions,
): Promise<number> => ask(decisionOn(action, gateOrEndpoint, options.reason), options);
