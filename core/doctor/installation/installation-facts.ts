import type { AlarmReading } from '../../cloudwatch/alarm-reading.ts';

/** What a read brought: something, that there is nothing, or that the right to read it is missing. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'missing' }
  /** The calls that are not allowed. */
  | { readonly kind: 'denied'; readonly right: string };

/** Several of a kind, by name. */
export type Readings<T> = Readonly<Record<string, Reading<T>>>;

export interface FunctionFacts {
  /** `Active`, `Pending`, `Inactive` or `Failed`. */
  readonly state: string;
  readonly reason?: string | undefined;
  /** `Successful`, `Failed` or `InProgress`. */
  readonly lastUpdate: string;
}

export interface RuleFacts {
  readonly enabled: boolean;
  readonly targets: number;
}

/** Everything that was read about a stage's installation. */
export interface InstallationFacts {
  readonly stage: string;
  readonly functions: Readings<FunctionFacts>;
  readonly rules: Readings<RuleFacts>;
  /** How many messages wait in each queue. */
  readonly queues: Readings<{ readonly messages: number }>;
  readonly secrets: Readings<Record<never, never>>;
  /** Whether Slack's secret is still what the deployment has put there. */
  readonly slackIsPlaceholder: Reading<boolean>;
  /** Endpoints of the topic's confirmed subscriptions, such as a queue's ARN or an address. */
  readonly subscribers: Reading<readonly string[]>;
  /** Where commands are sent, and where links lead, if anywhere. */
  readonly commands: Reading<string>;
  readonly decisions: Reading<string>;
  /** The status of each state machine. */
  readonly machines: Readings<string>;
  /** The table's status. */
  readonly table: Reading<string>;
  readonly bucket: Reading<{ readonly versioned: boolean; readonly tellsEventBridge: boolean | undefined }>;
  /** The controller's own alarms. */
  readonly ops: Reading<readonly Pick<AlarmReading, 'name' | 'state'>[]>;
}

/** What the checks of an installation are called. */
export type InstallationCheck =
  | 'functions'
  | 'rules'
  | 'queues'
  | 'secrets'
  | 'people'
  | 'address'
  | 'machines'
  | 'table'
  | 'bucket'
  | 'topic'
  | 'ops';
