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

/** Waiting on was asked for, but the endpoint shows nothing of the release: the call never got through. */
export class ShiftNotBegun extends Error {
  override readonly name = 'ShiftNotBegun';
  constructor(endpoint: string, serving: string | undefined) {
    super(`endpoint ${endpoint} shows nothing of this release; it serves ${serving ?? 'nothing'} as before`);
  }
}
