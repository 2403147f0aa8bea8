/**
 * User metadata of a manifest that `adopt` wrote. It belongs to that one version of the object: whoever puts
 * another manifest there puts it without.
 */
export const adoptedBy = { 'greenlight-adopt': 'written' } as const;

/** Whether the object with this metadata is still the one that `adopt` wrote. */
export const isWrittenByAdopt = (metadata: Readonly<Record<string, string>> | undefined): boolean =>
  metadata?.['greenlight-adopt'] === adoptedBy['greenlight-adopt'];
