import type { BusEvent } from '../local/events/event.ts';

/** One thing that happened, in seconds since the story's start. */
export interface Entry {
  readonly at: number;
  readonly what: 'step' | 'rollout' | 'endpoint' | 'alarm' | 'told';
  readonly text: string;
}

/** How a rollout ended, in the story's own names. */
export interface RecordedOutcome {
  readonly of: string;
  readonly is: string;
  readonly at: number;
  readonly cause: string;
  readonly problems: readonly string[];
  /** The plan's warnings, as told to people when the shift began. */
  readonly warned: readonly string[];
  readonly breaches: readonly string[];
  readonly phases: readonly string[];
  readonly urgent: boolean;
  readonly offers: readonly string[];
  readonly start: string;
  readonly aftermath: { readonly status: string; readonly serves: string } | undefined;
  readonly transitions: number;
}

/** What a look saw. */
export interface RecordedSnapshot {
  readonly at: number;
  readonly status: string;
  readonly config: string;
  readonly pending: string;
  readonly share: number;
  readonly instances: Readonly<Record<string, number>>;
  readonly doing: string;
  readonly alarms: readonly string[];
  readonly configs: readonly string[];
  readonly models: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, unknown>>;
  readonly model: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly lease: string;
}

/** Everything that happened in a story. `release-check.ts` compares it with what the story expects. */
export interface ReleaseRecord {
  readonly entries: readonly Entry[];
  readonly outcomes: readonly RecordedOutcome[];
  readonly looks: readonly RecordedSnapshot[];
  readonly told: readonly string[];
  readonly drifts: readonly string[];
  readonly misplaced: readonly string[];
  /** How often each call was made, by all functions together and by each. */
  readonly calls: Readonly<Record<string, number>>;
  /**
   * The smallest number of instances that took traffic at any instant. `served` are the configs that ever
   * did.
   */
  readonly leastServing: number;
  readonly served: readonly string[];
  /** What is kept of each rollout, and dead letters; empty where the story does not ask for them. */
  readonly reports: Readonly<Record<string, string>>;
  readonly letters: readonly string[];
  /** Steps that went differently from the story. */
  readonly surprises: readonly string[];
  /** Invariants (scenarios/releases/README.md) that did not hold. */
  readonly violations: readonly string[];
  readonly events: readonly BusEvent[];
  /** Of a history drawn by chance: which states failed, and which calls functions made and died at. */
  readonly reached: readonly string[];
  /** Virtual milliseconds from the first step on. */
  readonly lasted: number;
}
