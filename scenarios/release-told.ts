import type { Problem } from '../core/problem.ts';

/** A notice that people got. */
export interface Told {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The rollout that it is about, or what else it belongs to. */
  readonly thread: string;
  readonly phase: string;
  readonly title: string;
  readonly description: string;
}

/** A message as it was published, CloudWatch's own among them. */
export interface Published {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A line of a function's log. */
export interface Logged {
  readonly by: string;
  readonly text: string;
}

/** How a rollout was announced to have ended. */
export interface Concluded {
  readonly at: string;
  readonly rollout: string;
  readonly release: string;
  readonly endpoint: string;
  readonly outcome: string;
  readonly cause: string;
  readonly urgent: boolean;
  readonly problems: readonly Problem[];
  readonly breaches: readonly {
    readonly name: string;
    readonly value?: number;
    readonly threshold?: number;
  }[];
  readonly stop?: { readonly kind: string; readonly by: string; readonly reason: string };
}
