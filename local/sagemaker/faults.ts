/**
 * Troubles that a story brings upon an endpoint, as data. Without any, everything comes up and stays up (but for
 * what the real containers do). Endpoint names match whatever their case, as everywhere but in InvokeEndpoint.
 */
export interface Fault {
  readonly endpoint: string;
  /** Only instances made from this endpoint config; from any if absent. Not looked at by `systemUpdating`. */
  readonly config?: string;
  /** Only instances of this production variant; of any if absent. Not looked at by `systemUpdating`. */
  readonly variant?: string;
  /**
   * AWS has no instances to give: none at all, or only so many more from now on. A batch comes whole or not at
   * all; an instance that was given counts for good, also once it is terminated.
   */
  readonly capacity?: 'insufficient' | { readonly availableInstances: number };
  /**
   * The container never answers its ping; or only so many seconds after its instance is up, which is a failure
   * if it is longer than ContainerStartupHealthCheckTimeoutInSeconds (8 minutes unless the variant says otherwise).
   */
  readonly ping?: 'fails' | { readonly slowSeconds: number };
  /** Instances come so much later. AWS names no limit to that. */
  readonly launch?: { readonly slowSeconds: number };
  /** The model's artifact cannot be downloaded: it is gone. */
  readonly download?: 'missing';
  /**
   * The first so many instances to have come up (of each variant) crash, this long after they came up, or after
   * the fault was injected if that was later: invocations that reach them fail with a 5xx until SageMaker has
   * restarted the container (`Timings.containerRestartSeconds`).
   */
  readonly crash?: { readonly afterSeconds: number; readonly instances: number };
  /**
   * What metrics of these instances show while the fault lasts, whatever is measured, by AWS's names and in AWS's units:
   * `{ CPUUtilization: 97 }`, or `{ ModelLatency: 2_000_000 }` of each request to them.
   */
  readonly metrics?: Readonly<Record<string, number>>;
  /**
   * Maintenance by AWS: SystemUpdating, still serving. Begins this long after the fault was injected, or as soon
   * after that as the endpoint is InService.
   */
  readonly systemUpdating?: { readonly atSeconds: number; readonly forSeconds: number };
}
