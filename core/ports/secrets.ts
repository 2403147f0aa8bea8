/** Secrets, by reference. None of their values is ever logged. */
export interface Secrets {
  /**
   * The secret's value. Kept for five minutes, so that a rotated one is taken up without a deployment.
   *
   * @param reference the ARN of a secret of Secrets Manager, or `ssm:/<name>` of a SecureString
   * @throws Error naming the reference and what is wrong, never the value
   */
  read(reference: string, how?: { readonly fresh?: boolean }): Promise<string>;
  /**
   * For verifying: the value, and for a day after it was changed the one before it too, since what was signed with
   * that may still be on its way. `fresh` reads at once: where nothing verifies, it may have been changed just now.
   */
  accepted(reference: string, how?: { readonly fresh?: boolean }): Promise<readonly string[]>;
}
