import type { Decision } from '../../core/gates/decision.ts';
import type { AlarmSnapshot, GateKind, GateSnapshot, PlannedGate, Stage } from '../../core/gates/gate.ts';
import { type Gates, gates } from '../../core/manifest/gates.ts';
import { fieldPath } from '../../core/manifest/lines.ts';

/** Monday, 2 March 2026, 09:00 UTC. */
export const nine = Date.UTC(2026, 2, 2, 9);
export const minutes = (count: number): number => count * 60_000;

/** The gates planned from a manifest's `gates`. */
export function gatesOf(written: unknown): Gates {
  const parsed = gates.safeParse(written);
  if (!parsed.success) throw new Error(JSON.stringify(parsed.error.issues));
  return parsed.data;
}

/** A single gate as planned at `stage`. */
export function gateOf(stage: Stage, written: unknown): PlannedGate {
  const [gate] = gatesOf({ [stage]: [written] })[stage];
  if (gate === undefined) throw new Error('no gate');
  return gate;
}

/** The configuration of such a gate, parsed by its kind. */
export const configOf = <C>(kind: Pick<GateKind<C>, 'schema'>, stage: Stage, written: unknown): C =>
  kind.schema(stage).parse(written);

/** `field: expected` of every problem of a gate. */
export function problemsOf(stage: Stage, written: unknown): string[] {
  const parsed = gates.safeParse({ [stage]: [written] });
  return parsed.success
    ? []
    : parsed.error.issues.map(
        ({ path, message }) => `${fieldPath(path).replace(`${stage}[0]`, '·')}: ${message}`,
      );
}

/** What a gate sees that was reached at nine. */
export const seenAt = <S>(
  stage: Stage,
  now: number,
  more: Partial<GateSnapshot<S>> = {},
): GateSnapshot<S> => ({
  stage,
  now,
  openedAt: nine,
  state: undefined,
  alarms: {},
  ...more,
});

export const aDecision = (
  verdict: Decision['verdict'],
  at: number,
  more: Partial<Decision> = {},
): Decision => ({
  verdict,
  by: 'U0ANA',
  name: 'ana',
  via: 'slack',
  at,
  round: 1,
  ...more,
});

export const anAlarm = (
  state: AlarmSnapshot['state'],
  since: number,
  more: Partial<AlarmSnapshot> = {},
): AlarmSnapshot => ({
  state,
  since,
  on: 'rollback',
  ...more,
});
