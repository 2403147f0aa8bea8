import type { Reading, Readings } from '../../core/doctor/installation/installation-facts.ts';

const missing = new Set([
  'ResourceNotFoundException',
  'ParameterNotFound',
  'NoSuchBucket',
  'NotFound',
  'NotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
  'StateMachineDoesNotExist',
]);
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  // How SQS and an AWS of one's own say it.
  'KMS.AccessDeniedException',
  'NotImplemented',
  'UnknownOperationException',
]);

/**
 * What a read brought. @param right what it takes, as IAM calls it
 * @throws every error that says neither that there is nothing nor that it may not be read
 */
export async function lookedAt<T>(right: string, read: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { kind: 'read', value: await read() };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (missing.has(name)) return { kind: 'missing' };
    if (denied.has(name)) return { kind: 'denied', right };
    throw error;
  }
}

/** The same for each of the names, so many at a time. */
export async function eachLookedAt<T>(
  names: readonly string[],
  right: string,
  read: (name: string) => Promise<T>,
): Promise<Readings<T>> {
  const found: [string, Reading<T>][] = [];
  for (let start = 0; start < names.length; start += atATime) {
    const some = names.slice(start, start + atATime);
    found.push(
      ...(await Promise.all(
        some.map(async (name) => [name, await lookedAt(right, () => read(name))] as [string, Reading<T>]),
      )),
    );
  }
  return Object.fromEntries(found);
}

const atATime = 5;
