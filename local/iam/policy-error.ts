/** A policy that IAM would refuse, or that holds what is not covered here. */
export class PolicyError extends Error {
  override readonly name = 'MalformedPolicyDocument';
}
