/** An endpoint as DescribeEndpoint shows it to any client, and how its requests are split. */
export interface EndpointState {
  readonly status: string;
  readonly config: string;
  /** The config that is being deployed; `none` if none is. */
  readonly pending: string;
  /** CurrentInstanceCount by variant, of the top level. */
  readonly blue: Counts;
  /** CurrentInstanceCount by variant, of the pending summary. */
  readonly green: Counts;
  /** How many per cent of a variant's requests go to green. */
  readonly share: Counts;
  /** VariantStatus; `none` if there is none. */
  readonly phase: string;
  readonly messages: readonly string[];
  readonly desired: Counts;
  readonly weights: Counts;
}

export type Counts = Readonly<Record<string, number>>;

/** One instant at which something changed: how things stand when it is over, and all events told in it, in order. */
export interface Moment {
  /** Seconds since the story's start. */
  readonly at: number;
  readonly state: EndpointState;
  readonly events: readonly string[];
}

/** Who served, after each single step of the simulator: finer than moments, for what must never be. */
export interface Sample {
  readonly at: number;
  readonly status: string;
  /** Instances that take traffic, of both fleets. */
  readonly serving: number;
  /** The shares of all parts together: 1 while the endpoint serves. */
  readonly shares: number;
  /** Whether any request may reach green. */
  readonly onGreen: boolean;
}

/** What came of one of the story's actions. */
export interface ActionResult {
  readonly at: number;
  readonly action: string;
  readonly refused: { readonly error: string; readonly message: string } | undefined;
}

export interface Timeline {
  readonly moments: readonly Moment[];
  readonly samples: readonly Sample[];
  readonly results: readonly ActionResult[];
  readonly end: {
    /** `none` if the endpoint is gone. */
    readonly status: string;
    readonly config: string | undefined;
    readonly failureReason: string | undefined;
    /** LastModifiedTime, in seconds since the story's start. */
    readonly modified: number | undefined;
  };
}

export const countsText = (counts: Counts): string => {
  const values = Object.values(counts);
  if (values.length === 0) return '-';
  if (values.length === 1) return String(values[0]);
  return Object.entries(counts)
    .map(([variant, count]) => `${variant} ${count}`)
    .join(', ');
};

/** What holds once the moment is over, and what was told in it. */
export function momentText({ state, events }: Moment): string {
  const { status, config, pending, blue, green, share, phase, messages } = state;
  const fleets =
    pending === 'none'
      ? `${config} ${countsText(blue)}`
      : `${config} ${countsText(blue)}, ${pending} ${countsText(green)} (${countsText(share)} %)`;
  const doing = phase === 'none' ? '' : ` ${phase}: ${messages.join(' ')}`;
  return `${status} ${fleets}${doing} [${events.join(', ')}]`;
}
