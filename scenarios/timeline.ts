/** An endpoint as DescribeEndpoint shows it to any client, and the split of its requests. */
export interface EndpointState {
  readonly status: string;
  readonly config: string;
  /** The config that is being deployed; `none` if none is. */
  readonly pending: string;
  /** The top level's CurrentInstanceCount, by variant. */
  readonly blue: Counts;
  /** The pending summary's CurrentInstanceCount, by variant. */
  readonly green: Counts;
  /** The per cent of a variant's requests that go to green. */
  readonly share: Counts;
  /** VariantStatus; `none` if there is none. */
  readonly phase: string;
  readonly messages: readonly string[];
  readonly desired: Counts;
  readonly weights: Counts;
}

export type Counts = Readonly<Record<string, number>>;

/** One instant at which something changed: the state at its end, and all of its events, in order. */
export interface Moment {
  /** Seconds since the story's start. */
  readonly at: number;
  readonly state: EndpointState;
  readonly events: readonly string[];
}

/**
 * What served after each single step of the simulator: finer than moments, to check what must never happen.
 */
export interface Sample {
  readonly at: number;
  readonly status: string;
  /** Instances that take traffic, of both fleets. */
  readonly serving: number;
  /** The shares of all parts together: 1 while the endpoint serves. */
  readonly shares: number;
  /** Whether a request can reach green. */
  readonly onGreen: boolean;
}

/** The result of one of the story's actions. */
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

/** The state at the end of the moment, and its events. */
export function momentText({ state, events }: Moment): string {
  const { status, config, pending, blue, green, share, phase, messages } = state;
  const fleets =
    pending === 'none'
      ? `${config} ${countsText(blue)}`
      : `${config} ${countsText(blue)}, ${pending} ${countsText(green)} (${countsText(share)} %)`;
  const doing = phase === 'none' ? '' : ` ${phase}: ${messages.join(' ')}`;
  return `${status} ${fleets}${doing} [${events.join(', ')}]`;
}
