/**
 * Errors of the steps. The state machine names those that it handles separately
 * (`statemachines/rollout.asl.json`); a test checks that these names exist here. Expected ends of a rollout
 * (an alarm went off, a bake failed) are data, not errors.
 */

/** An AWS API refused what a release asked for. A retry would be refused too, so there is none. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused';
  constructor(operation: string, refusal: string, options?: ErrorOptions) {
    super(`${operation} was refused: ${refusal}`, options);
  }
}

/**
 * The endpoint serves something other than when the plan was made: updating it would undo somebody's change.
 */
export class EndpointChanged extends Error {
  override readonly name = 'EndpointChanged';
  constructor(endpoint: string, planned: string | null, serving: string | undefined) {
    super(
      `endpoint ${endpoint} served ${planned} when this was planned, and serves ${serving ?? 'nothing'} now; nothing was changed`,
    );
  }
}

/**
 * The shift was to be waited for again, but the endpoint shows nothing of the release: the call never
 * arrived.
 */
export class ShiftNotBegun extends Error {
  override readonly name = 'ShiftNotBegun';
  constructor(endpoint: string, serving: string | undefined) {
    super(`endpoint ${endpoint} shows nothing of this release; it serves ${serving ?? 'nothing'} as before`);
  }
}

/** This rollout no longer holds the endpoint's lease, so it must not change anything more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(endpoint: string, rollout: string) {
    super(`rollout ${rollout} does not hold the lease of endpoint ${endpoint} any more; nothing was changed`);
  }
}
