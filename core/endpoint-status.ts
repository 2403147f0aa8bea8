/**
 * What SageMaker's statuses of an endpoint mean (API reference, DescribeEndpoint, EndpointStatus). Two
 * questions: has it come to rest, so that it accepts an update or never will; and does it serve what its
 * config says? `UpdateRollbackFailed` serves a mix of two configs.
 */
const statuses = {
  Creating: { rests: false, serves: 'nothing' },
  InService: { rests: true, serves: 'config' },
  Updating: { rests: false, serves: 'config' },
  SystemUpdating: { rests: false, serves: 'config' },
  RollingBack: { rests: false, serves: 'config' },
  UpdateRollbackFailed: { rests: true, serves: 'mix' },
  Failed: { rests: true, serves: 'nothing' },
  OutOfService: { rests: true, serves: 'nothing' },
  Deleting: { rests: false, serves: 'nothing' },
} as const satisfies Readonly<
  Record<string, { readonly rests: boolean; readonly serves: 'config' | 'mix' | 'nothing' }>
>;

const isKnown = (status: string): status is keyof typeof statuses => Object.hasOwn(statuses, status);

/** Whether the endpoint has come to rest. A status that AWS adds later counts as movement. */
export const isResting = (status: string): boolean => isKnown(status) && statuses[status].rests;

/** Whether it may still come to rest on a config. One that is being deleted will not. */
export const isOnItsWay = (status: string): boolean => status !== 'Deleting' && !isResting(status);

/**
 * Whether it is in a movement that is known to end by itself: autoscaling, maintenance, somebody's update.
 */
export const isBusyStatus = (status: string): boolean => isKnown(status) && isOnItsWay(status);

/** What serves; undefined for a status that AWS has added. */
export const servesWhat = (status: string): 'config' | 'mix' | 'nothing' | undefined =>
  isKnown(status) ? statuses[status].serves : undefined;
