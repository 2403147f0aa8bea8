/** One call of an API. `input` has the SDK's own shape (`UpdateEndpointInput` …), however the call is sent. */
export interface ApiCall {
  /** The name it is signed for: `sagemaker`, `monitoring` … */
  readonly service: string;
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: every operation has its own input
  readonly input: Readonly<Record<string, any>>;
}

/** Values by condition key in lower case: condition keys are matched whatever their case. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/** What a call asks IAM for: an action on a resource. A call may ask for several. */
export interface Access {
  /** IAM's name: `s3:ListBucket` for ListObjectsV2. */
  readonly action: string;
  /** An ARN as AWS spells it, or `*` where the action has no resources. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Who asks. */
export type Caller =
  | {
      readonly kind: 'role';
      /** The role's ARN. */
      readonly role: string;
      /** `<function name>`, or what another service calls its session. */
      readonly session: string;
    }
  | {
      readonly kind: 'service';
      /** `events.amazonaws.com` … */
      readonly name: string;
      /** The rule, topic or alarm for which the service acts. */
      readonly sourceArn: string;
    };

/** One question to IAM and its answer. */
export interface AccessRecord {
  readonly by: Caller;
  readonly access: Access;
  readonly allowed: boolean;
}
