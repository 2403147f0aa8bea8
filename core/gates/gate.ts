import * as z from 'zod';
import type { AlarmRole } from '../cloudwatch/breach.ts';
import type { Problem } from '../values/problem.ts';
import type { Action } from './action.ts';
import type { GateQuestion } from './ask.ts';
import type { Decision } from './decision.ts';
import type { ShiftProgress } from './shift.ts';

/** Where a gate stands: before the shift, in its bakes, or after it. */
export const stageSchema = z.enum(['before', 'during', 'after']);
export type Stage = z.infer<typeof stageSchema>;

/**
 * One kind of gate: one file, and one line in kinds.ts (docs/adding-a-gate.md). `C` is its configuration as the
 * manifest gives it, `S` what it remembers from one step to the next; both are plain data that survive JSON.
 */
export interface GateKind<C, S = never> {
  /** Its name in the manifest. */
  readonly kind: string;
  readonly stages: readonly Stage[];
  /** How the manifest writes it, at that stage. A bare name in the manifest is read as `{}`. */
  schema(stage: Stage): z.ZodType<C>;
  /** Pure: what the gate makes of all that is known now. */
  step(config: C, seen: GateSnapshot<S>): Step<S>;
  /** Alarms that it looks at, besides those of the manifest. */
  alarms?(config: C): readonly string[];
  /** Other endpoints that it asks, by their names in the manifest. */
  endpoints?(config: C): readonly string[];
  /** Why it cannot be used here, as far as that is known before the rollout begins. Fields are its own. */
  refusals?(config: C, around: Around): readonly Problem[];
  /** Why it may prove little in that bake, as it is planned; undefined where nothing is to be said. */
  doubt?(config: C, bake: PlannedBake): string | undefined;
  /**
   * What it found may have changed while the gates after it waited (a window closes), so it is looked at again before
   * the shift begins.
   */
  readonly lookedAtAgain?: true;
}

/** A bake of the plan's timeline. */
export interface PlannedBake {
  readonly seconds: number;
  /** The part of the traffic that green takes, 0 to 1. */
  readonly greenShare: number;
  /** All traffic is on green. */
  readonly final: boolean;
}

/** What a gate is used among. */
export interface Around {
  /** The release's own endpoint answers later, through S3 (`AsyncInferenceConfig`): InvokeEndpoint fails on it. */
  readonly asynchronous?: boolean;
  /** What the endpoints that gates ask are called, by their names in the manifest; null where there is none. */
  readonly ownNames?: Readonly<Record<string, string | null>> | undefined;
  /** What gates may reach outside, `*` standing for anything: given at deploy time, not by the manifest. */
  readonly webhookHosts: readonly string[];
  readonly functions: readonly string[];
  /** Why a text is no expression that an answer could be held against (JSONata); undefined if it is one, or nobody can tell. */
  readonly expectationFault?: ((source: string) => string | undefined) | undefined;
  /** Alarms that the manifest names, which exist before the release. */
  readonly alarms: readonly string[];
}

/** All that a step goes by. Instants are epoch milliseconds. */
export interface GateSnapshot<S = never> {
  readonly stage: Stage;
  readonly now: number;
  /** When the gate's turn came. */
  readonly openedAt: number;
  /** What was kept last. */
  readonly state: S | undefined;
  /** A person's, made in time by someone allowed (decide.ts). */
  readonly decision?: Decision;
  /** Of the action that an earlier step asked for: untrusted, each kind has a schema for it. */
  readonly result?: unknown;
  readonly alarms: Readonly<Record<string, AlarmSnapshot>>;
  /** At the stage `during` only. */
  readonly shift?: ShiftProgress;
  /** A release has made the endpoint: there is nothing that it could go back to. */
  readonly nothingBefore?: boolean;
}

/** An alarm as it is. One that does not exist is missing. */
export interface AlarmSnapshot {
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: number;
  /** When it last went into ALARM, as far as that was recorded; it may be over. */
  readonly lastAlarmAt?: number;
  /** When its state was last recorded. */
  readonly heardAt?: number;
  /** What the manifest says of it; undefined if only a gate names it. */
  readonly on?: AlarmRole;
  /** What people call it, where its name says nothing. */
  readonly label?: string;
}

export type Step<S = never> =
  /** `overridden`: because a person said so, not because the gate's condition holds. */
  | { readonly kind: 'passed'; readonly why: string; readonly overridden?: true }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'waiting';
      /** When to look again at the latest; undefined where only an event can bring it on. */
      readonly until: number | undefined;
      readonly why: string;
      /** To be kept; what was kept before stays if it is not said. */
      readonly state?: S;
      /** People may decide. */
      readonly ask?: GateQuestion;
    }
  /** The edge does it, then steps again with the result. `until`: how long an answer may come later. */
  | { readonly kind: 'act'; readonly action: Action; readonly until?: number; readonly state?: S };

/** A gate as the manifest asks for it. */
export const plannedGateSchema = z.object({ kind: z.string(), config: z.unknown() });
export type PlannedGate = z.infer<typeof plannedGateSchema>;
