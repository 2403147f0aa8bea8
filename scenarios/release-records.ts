export type Item = Readonly<Record<string, unknown>>;

/** A rollout's record in the ledger. */
export const recordOf = (rollouts: readonly Item[], name: string): Item | undefined =>
  rollouts.find((rollout) => rollout.name === name);

/** The endpoint config of its plan. */
export const configOf = (rollouts: readonly Item[], name: string): string | undefined =>
  (recordOf(rollouts, name)?.plan as { config: string } | undefined)?.config;
