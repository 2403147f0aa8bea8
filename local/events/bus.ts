import { notCovered } from '../transport/aws-error.ts';

/** @throws AwsError (not covered) unless `name` is left out or names the default bus, by name or ARN */
export function requireDefaultBus(name: string | undefined): void {
  if (name !== undefined && name !== 'default' && !name.endsWith(':event-bus/default')) {
    throw notCovered(`the event bus ${name} (only the default one)`);
  }
}
