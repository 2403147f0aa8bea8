import { alarmsClear } from './alarms-clear.ts';
import { approval } from './approval.ts';
import { compare } from './compare.ts';
import type { GateKind, PlannedGate } from './gate.ts';
import { hold } from './hold.ts';
import { judge } from './judge.ts';
import { lambda } from './lambda.ts';
import { smoke } from './smoke.ts';
import { soak } from './soak.ts';
import { webhook } from './webhook.ts';
import { window } from './window.ts';

/** A kind by name, with any configuration and state: the plan and the ledger store them as plain data. */
export type AnyGateKind = GateKind<unknown, unknown>;

/** All kinds of gate that a manifest may use. A new one is a file and a line here: docs/adding-a-gate.md. */
export const gateKinds: readonly AnyGateKind[] = [
  approval,
  window,
  alarmsClear,
  soak,
  judge,
  smoke,
  webhook,
  lambda,
];

/** Kinds that are not written among a manifest's gates: they come with its alarms. */
const impliedKinds: readonly AnyGateKind[] = [hold, compare];

export const gateKindNamed = (name: string): AnyGateKind | undefined =>
  [...gateKinds, ...impliedKinds].find(({ kind }) => kind === name);

/** For how many seconds the gate watches all of the manifest's alarms; undefined if it does not. */
export const watchSecondsOf = ({ kind, config }: PlannedGate): number | undefined =>
  gateKindNamed(kind)?.watchSeconds?.(config);

/** Whether one of the gates in the bakes watches the new fleet as an alarm does. */
export const areBakesWatchedBy = (during: readonly PlannedGate[]): boolean =>
  during.some(({ kind, config }) => gateKindNamed(kind)?.watchesBakes?.(config) === true);

/** The other endpoints that gates call. */
export const endpointsAskedBy = (gates: readonly PlannedGate[]): string[] => [
  ...new Set(gates.flatMap(({ kind, config }) => gateKindNamed(kind)?.endpoints?.(config) ?? [])),
];

/** The alarms that the gates themselves name. They are read and recorded in addition to the manifest's. */
export const alarmsNamedBy = (gates: readonly PlannedGate[]): string[] => [
  ...new Set(gates.flatMap(({ kind, config }) => gateKindNamed(kind)?.alarms?.(config) ?? [])),
];
