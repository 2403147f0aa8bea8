import { isTroubled, type Promised, releaseOf } from './promise.ts';

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
          ...remains.alarms
            .filter((name) => {
              const config = /^greenlight-local-(.+-[0-9a-f]{12}-\d+)-\d+$/.exec(name)?.[1];
              const release = releaseOf(config ?? '');
              // A rollback makes alarms of its own, and no config.
              return release !== undefined && !remains.configs.some((one) => releaseOf(one) === release);
            })
            .map((name) => `left: the alarm ${name}, and no config of that release`),
        ]),
  ];
};
