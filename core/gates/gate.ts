import * as z from 'zod';
import type { AlarmRole } from '../cloudwatch/breach.ts';
import type { Finding } from '../judge/finding.ts';
import type { Problem } from '../values/problem.ts';
import type { Action } from './action.ts';
import type { GateQuestion } from './ask.ts';
import type { Decision } from './decision.ts';
import type { ShiftProgress } from './shift.ts';

/** Where a gate stands: before the shift, in its bakes, or after it. */
export const stageSchema = z.enum(['before', 'during', 'after']);
export type Stage = z.infer<typeof stageSchema>;

/**
 * One kind of gate: one file, and one line in kinds.ts (docs/adding-a-gate.md). `C` is its configuration from
 * the manifest, `S` its state between steps. Both are plain data that can be stored as JSON.
 */
export interface GateKind<C, S = never> {
  /** Its name in the manifest. */
  readonly kind: string;
  readonly stages: readonly Stage[];
  /** The manifest's schema for the gate at that stage. A bare name in the manifest is read as `{}`. */
  schema(stage: Stage): z.ZodType<C>;
  /** Pure: decides from everything that is known now. */
  step(config: C, seen: GateSnapshot<S>): Step<S>;
  /** Alarms that it watches in addition to the manifest's. */
  alarms?(config: C): readonly string[];
  /**
   * For how many seconds it watches all of the manifest's alarms, and takes the release back because of one.
   * Absent if it does not.
   */
  watchSeconds?(config: C): number;
  /** Whether it watches the new fleet in the bakes as an alarm does, so that no other alarm is needed there. */
  watchesBakes?(config: C): boolean;
  /** Other endpoints that it calls, as named in the manifest. */
  endpoints?(config: C): readonly string[];
  /**
   * Why it cannot be used here, as far as is known before the rollout begins. `field` is relative to its own
   * config.
   */
  refusals?(config: C, around: Around): readonly Problem[];
  /** Why it may prove little in that planned bake; undefined if there is no doubt. */
  doubt?(config: C, bake: PlannedBake): string | undefined;
  /**
   * Its finding may change while later gates wait (a window closes), so it is checked again before the shift
   * begins.
   */
  readonly lookedAtAgain?: true;
}

/** A bake of the plan's timeline. */
export interface PlannedBake {
  readonly seconds: number;
  /** Green's share of the traffic, 0 to 1. */
  readonly greenShare: number;
  /** All traffic is on green. */
  readonly final: boolean;
}

/** The surroundings that a gate is used in. */
export interface Around {
  /**
   * The release's own endpoint answers later, through S3 (`AsyncInferenceConfig`): InvokeEndpoint fails on
   * it.
   */
  readonly asynchronous?: boolean;
  /**
   * The true spelling of the endpoints that gates call, by their names in the manifest; null if there is no
   * such endpoint.
   */
  readonly ownNames?: Readonly<Record<string, string | null>> | undefined;
  /**
   * The outside hosts and names that gates may use; `*` stands for anything. Set at deploy time, not by the
   * manifest.
   */
  readonly webhookHosts: readonly string[];
  readonly functions: readonly string[];
  /** False where the stage has no public address, which links need. Undefined: it is not known. */
  readonly publicAddress?: boolean | undefined;
  /**
   * Why a text is not a valid JSONata expression for checking answers; undefined if it is valid or cannot be
   * checked.
   */
  readonly expectationFault?: ((source: string) => string | undefined) | undefined;
  /** Alarms in the manifest that exist before the release. */
  readonly alarms: readonly string[];
}

/** All facts for a step. Instants are epoch milliseconds. */
export interface GateSnapshot<S = never> {
  readonly stage: Stage;
  readonly now: number;
  /** When the gate opened. */
  readonly openedAt: number;
  /** The state stored by the last step. */
  readonly state: S | undefined;
  /** A person's decision, made in time by someone allowed (decide-gate.ts). */
  readonly decision?: Decision;
  /** The result of the action that an earlier step asked for. Untrusted: each kind has a schema for it. */
  readonly result?: unknown;
  readonly alarms: Readonly<Record<string, AlarmSnapshot>>;
  /** Only at the stage `during`. */
  readonly shift?: ShiftProgress;
  /** A release has created the endpoint: there is nothing to go back to. */
  readonly nothingBefore?: boolean;
}

/** The current state of an alarm. An alarm that does not exist is left out. */
export interface AlarmSnapshot {
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly since: number;
  /** When it last went into ALARM, if recorded; it may be OK again. */
  readonly lastAlarmAt?: number;
  /** When its state was last recorded. */
  readonly heardAt?: number;
  /** Its role in the manifest; undefined if only a gate names it. */
  readonly on?: AlarmRole;
  /** Its label for people, if its name says little. */
  readonly label?: string;
}

export type Step<S = never> = {
  /** What a judge has found so far. */
  readonly judged?: readonly Finding[];
} /** `overridden`: a person let it pass although the gate's condition does not hold. */ & (
  | { readonly kind: 'passed'; readonly why: string; readonly overridden?: true }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'waiting';
      /** When to look again at the latest; undefined if only an event can change anything. */
      readonly until: number | undefined;
      readonly why: string;
      /** The state to store; if absent, the earlier state stays. */
      readonly state?: S;
      /** People may decide. */
      readonly ask?: GateQuestion;
    }
  /**
   * The adapter acts; then the gate steps again with the result. `until`: how long an answer may come later.
   */
  | { readonly kind: 'act'; readonly action: Action; readonly until?: number; readonly state?: S }
);

/** A gate in the plan, from the manifest. */
export const plannedGateSchema = z.object({ kind: z.string(), config: z.unknown() });
export type PlannedGate = z.infer<typeof plannedGateSchema>;
