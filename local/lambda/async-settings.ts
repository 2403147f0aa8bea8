/** How an asynchronous event is tried, and where it goes if it fails for good (`AWS::Lambda::EventInvokeConfig`). */
export interface AsyncSettings {
  /** Tries after the first, 0 to 2. */
  readonly maximumRetryAttempts: number;
  /** Seconds, 60 to 21,600. */
  readonly maximumEventAgeSeconds: number;
  /** An SQS queue that gets a record of the failed invocation. */
  readonly onFailureArn?: string | undefined;
}

/** Lambda's defaults: two more tries, six hours. */
export const defaultAsyncSettings: AsyncSettings = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
};
