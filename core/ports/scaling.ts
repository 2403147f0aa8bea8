/** Application Auto Scaling. */
export interface Scaling {
  /** The endpoint's variants whose instance count is a scalable target; undefined if unreadable. */
  autoscaledVariants(endpoint: string, variants: readonly string[]): Promise<readonly string[] | undefined>;
}
