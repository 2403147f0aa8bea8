import type { Instant } from '../../core/values/instant.ts';
import type { Snapshot } from '../views/snapshot.ts';

/**
 * An event on the bus, a notice to people, a button that the demo pressed, or the end of a rollout. Instants
 * are ISO, simulated.
 */
export type Report =
  | {
      readonly type: 'event';
      readonly at: Instant;
      readonly endpoint: string | null;
      readonly source: string;
      readonly detailType: string;
      readonly detail: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: 'notice';
      readonly at: Instant;
      readonly endpoint: string;
      readonly phase: string;
      readonly severity: string;
      readonly title: string;
      readonly description: string;
    }
  | {
      readonly type: 'press';
      readonly at: Instant;
      readonly endpoint: string;
      readonly release: string;
      /** Slack's id of the user who pressed. `name` is their name. */
      readonly user: string;
      readonly name: string;
      /** The button's action id. */
      readonly action: string;
      /** The status of the answer to the press; null without an answer. */
      readonly status: number | null;
    }
  | {
      readonly type: 'outcome';
      readonly at: Instant;
      readonly endpoint: string;
      readonly release: string;
      readonly outcome: string;
      readonly cause: string;
    };

export interface Summary {
  readonly outcomes: readonly string[];
  readonly rollouts: readonly {
    readonly release: string;
    readonly outcome: string;
    readonly cause: string;
  }[];
  /** Host seconds. */
  readonly seconds: number;
}

/** Where a command's reports go: a live terminal, plain lines, or one JSON object per line. */
export interface Output {
  /** Text between the reports. Omitted in JSON. */
  say(text: string): void;
  /** Where all of it is shown live. */
  page(url: string): void;
  report(report: Report): void;
  /** The endpoint as it is now. Only a live terminal shows it. */
  show(snapshot: Snapshot): void;
  summary(summary: Summary): void;
  close(): void;
}
