/** The account's service quotas. */
export interface Quotas {
  /** The quota "<instance type> for endpoint usage" of each type; undefined if unreadable. */
  endpointUsage(instanceTypes: readonly string[]): Promise<Readonly<Record<string, number | undefined>>>;
}
