/** Secrets, by reference. Their values are never logged. */
export interface Secrets {
  /**
   * The secret's value. It is cached for five minutes, so a rotated secret is used without a deployment.
   *
   * @param reference the ARN of a secret of Secrets Manager
   * @throws Error naming the reference and what is wrong, never the value
   */
  read(reference: string, how?: { readonly fresh?: boolean }): Promise<string>;
  /**
   * The values accepted for verification: the current one and, for a day after a change, the previous one
   * too, because something signed with it may still be in use. `fresh` skips the cache: if no value verifies,
   * the secret may have just changed.
   */
  accepted(reference: string, how?: { readonly fresh?: boolean }): Promise<readonly string[]>;
}
