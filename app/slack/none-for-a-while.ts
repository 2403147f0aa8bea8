import type { SlackSettings } from '../../core/slack/settings.ts';

/** How long a stage without Slack does without another look at its secret (docs/slack.md). */
const noneForMs = 15 * 60_000;

/**
 * The settings; where there are none, that is remembered for a quarter of an hour, longer than a secret is. Each event of
 * SageMaker's asks for them, and most stages without Slack will never have it.
 *
 * @param now epoch milliseconds
 */
export function noneForAWhile(
  settingsNow: (fresh: boolean) => Promise<SlackSettings>,
  now: () => number,
): (fresh: boolean) => Promise<SlackSettings> {
  let noneUntil = Number.NEGATIVE_INFINITY;
  return async (fresh) => {
    if (!fresh && now() < noneUntil) return { kind: 'none' };
    const settings = await settingsNow(fresh);
    if (settings.kind === 'none') noneUntil = now() + noneForMs;
    return settings;
  };
}
