/** What a Task calls. */
export type TaskResource =
  /** The optimized integration `lambda:invoke`; with `.waitForTaskToken` the state waits for a callback. */
  | { readonly kind: 'invoke'; readonly waitsForToken: boolean }
  /** A function's own ARN: its input is the Arguments, its result the payload. */
  | { readonly kind: 'function'; readonly arn: string };

/** What `taskResource` reads, for messages. */
export const coveredResources =
  'arn:aws:states:::lambda:invoke, arn:aws:states:::lambda:invoke.waitForTaskToken and Lambda function ARNs';

/** Of an argument of `lambda:invoke` beside the two that are covered. */
export const uncoveredArgument = (name: string): string =>
  `The local AWS covers FunctionName and Payload of lambda:invoke, not '${name}'`;

/** Reads a Task's Resource; undefined if it is none of those covered. */
export function taskResource(resource: string): TaskResource | undefined {
  if (resource === 'arn:aws:states:::lambda:invoke') return { kind: 'invoke', waitsForToken: false };
  if (resource === 'arn:aws:states:::lambda:invoke.waitForTaskToken') {
    return { kind: 'invoke', waitsForToken: true };
  }
  return /^arn:aws:lambda:[^:]*:\d*:function:.+$/.test(resource)
    ? { kind: 'function', arn: resource }
    : undefined;
}
