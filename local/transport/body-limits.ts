/** The largest bodies that are taken, in bytes: everything is kept in memory. */
export interface BodyLimits {
  /** Of an object, or of a part of one; AWS takes 5 GiB. */
  readonly object: number;
  /**
   * Of any other request to AWS, to a function's URL or to the clock. DynamoDB's 16 MiB are the most that AWS takes of a
   * call here.
   */
  readonly request: number;
  /** Of a request to a server beside AWS that has pages: the local Slack. */
  readonly page: number;
}

const mib = 1024 * 1024;

export const bodyLimits: BodyLimits = { object: 1024 * mib, request: 32 * mib, page: mib };
