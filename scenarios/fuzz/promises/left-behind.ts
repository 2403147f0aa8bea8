import { actsOf, isTroubled, type Promised, releaseOf } from './promise.ts';

/**
 * Nothing of ours is left once all has ended: no unfinished upload, no pinned artifact and no alarm of a release whose
 * model is gone, nothing that waits for a token, no manifest that is still to be decided on. Where calls fail, what could not be removed is left for the next time.
 */
export const leftBehind: Promised = (seen) => {
  const { ledger, remains } = seen;
  const waiting = ledger.filter(({ token }) => token !== undefined);
  const isKept = (release: string) => remains.models.some((model) => model.startsWith(`${release}-`));
  return [
    ...waiting.map(({ sk }) => `9: a token is left in ${sk}`),
    ...ledger
      .filter(({ sk }) => sk === 'manifest')
      .map(({ pk }) => `left: a manifest of ${pk} is still to be decided on`),
    ...(isTroubled(seen)
      ? []
      : [
          ...remains.uploads.map((key) => `left: an unfinished upload of ${key}`),
          ...(seen.acts.some((act) => act.kind === 'console' && act.call === 'DeleteModel')
            ? []
            : remains.pinned
          )
            .filter(({ release }) => !isKept(release))
            .map(({ key }) => `left: ${key}, and no model of that release`),
          ...remains.alarms.flatMap((name) =>
            whyLeft(name, seen).map((why) => `left: the alarm ${name}, and ${why}`),
          ),
        ]),
  ];
};

/**
 * What speaks against an alarm that was made for a rollout: the config that it deploys is gone, or something else was
 * deployed since. A rollback makes alarms of its own, and no config; of what has no plan, only the release is known.
 */
function whyLeft(alarm: string, { ledger, remains, observer, acts }: Parameters<Promised>[0]): string[] {
  const rollout = /^greenlight-local-(.+-[0-9a-f]{12}-\d+)-\d+$/.exec(alarm)?.[1];
  if (rollout === undefined) return [];
  const record = ledger.find(({ sk }) => sk === `rollout#${rollout}`);
  const config = (record?.plan as { config: string } | undefined)?.config;
  const isThere =
    config === undefined
      ? remains.configs.some((one) => releaseOf(one) === releaseOf(rollout))
      : remains.configs.includes(config);
  if (!isThere) return [config === undefined ? 'no config of that release' : `not its config ${config}`];
  const deployed = observer.endings.filter(
    ({ concluded: { outcome, endpoint } }) => outcome === 'DEPLOYED' && endpoint === record?.endpoint,
  );
  const last = deployed.at(-1)?.concluded.rollout;
  const isMeddledWith = actsOf(acts, 'console', String(record?.endpoint)).length > 0;
  return deployed.some(({ concluded }) => concluded.rollout === rollout) && last !== rollout && !isMeddledWith
    ? [`${last} was deployed since`]
    : [];
}
