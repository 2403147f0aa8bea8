/** The entry of the package: what another project needs to run its own stack (README.md). */

export type { Clock } from './clock/clock.ts';
export { ScaledClock } from './clock/scaled.ts';
export { VirtualClock } from './clock/virtual.ts';
export { createContainers } from './containers/containers.ts';
export { parseRegistry } from './containers/registry.ts';
export { localAccount, localRegion } from './context.ts';
export type { BusEvent } from './events/event.ts';
export type { EventFault } from './events/event-faults.ts';
export type { InvocationRecord } from './lambda/invocation.ts';
export type { Kill } from './lambda/kills.ts';
export type {
  ClientFactory,
  Handler,
  HandlerModule,
  InvocationContext,
  LogEntry,
  Seam,
} from './lambda/seam.ts';
export type { Container, ContainerRuntime, ContainerSpec } from './ports.ts';
export type { Fault } from './sagemaker/faults.ts';
export type { EndpointSnapshot } from './sagemaker/snapshot.ts';
export { type LocalSlack, slackPath } from './slack/slack.ts';
export { defaultWorkspace, type Workspace } from './slack/workspace.ts';
export type { PublishedMessage } from './sns/published-message.ts';
export { createLocalAws, type LocalAws } from './stack/local-aws.ts';
export type { LocalAwsOptions } from './stack/local-aws-options.ts';
export { TemplateError } from './stack/template-error.ts';
export type { CallFault } from './transport/call-faults.ts';
export type { HttpFront } from './transport/http-front.ts';
export { awsRateLimits, type Bucket, type RateLimits } from './transport/rate-limits.ts';
