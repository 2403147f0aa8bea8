/**
 * Errors of the steps. Those that the state machine treats apart, it names (`statemachines/rollout.asl.json`); a
 * test checks that the names it uses exist here.
 * Expected ends of a rollout (an alarm fired, a bake failed) are data, not errors.
 */

/** An AWS API refused what a release asked for. Asking again would be refused again, so it is not retried. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  constructor(operation: string, refusal: string, options?: ErrorOptions) {
    super(`${operation} was refused: ${refusal}`, options);
  }
}

/** The endpoint serves something else than when the plan was made: updating it would undo somebody's change. */
export class EndpointChanged extends Error {
  override readonly name = 'EndpointChanged';
  constructor(endpoint: string, planned: string | null, serving: string | undefined) {
    super(
      `endpoint ${endpoint} served ${planned} when this was planned, and serves ${serving ?? 'nothing'} now; nothing was changed`,
    );
  }
}

/** Waiting on was asked for, but the endpoint shows nothing of the release: the call never got through. */
export class ShiftNotBegun extends Error {
  override readonly name = 'ShiftNotBegun';
  constructor(endpoint: string, serving: string | undefined) {
    super(`endpoint ${endpoint} shows nothing of this release; it serves ${serving ?? 'nothing'} as before`);
  }
}

/** The endpoint's lease is not this rollout's any more: whatever it still wanted to change is another's to decide. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(endpoint: string, rollout: string) {
    super(`rollout ${rollout} does not hold the lease of endpoint ${endpoint} any more; nothing was changed`);
  }
}
