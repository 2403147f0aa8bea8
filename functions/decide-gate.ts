import { onAws, type Seam } from '../adapters/lambda/seam.ts';
import { plainAnswer } from '../app/http/plain-answer.ts';
import { type UrlAnswer, urlRequestOf } from '../app/http/url-request.ts';
import { type Route, signedRoutes } from '../composition/signed-routes.ts';
import { slackRoute } from '../composition/slack.ts';

/** Slack's largest message, form-encoded, has about 100 kB. All other requests are smaller. */
const mostBytes = 262_144;

/**
 * Decisions that arrive from the internet, at a URL that anybody can call. Each route itself verifies who
 * asks, or that the caller holds a sufficient secret (a signed link, for example).
 */
export function make(seam: Seam) {
  const routes = new Map<string, Route>([slackRoute(seam), ...signedRoutes(seam)]);

  return async (event: unknown): Promise<UrlAnswer> => {
    const request = urlRequestOf(event);
    const { method, path, body } = request;
    const route = routes.get(path);
    if (route === undefined) return plainAnswer(404, 'There is nothing here.');
    const { methods, answer } = route;
    if (!methods.includes(method)) {
      const allow = methods.join(', ');
      return plainAnswer(405, `Expected ${allow} here, got ${method}.`, { allow });
    }
    if (body.length > mostBytes)
      return plainAnswer(413, `Expected at most ${mostBytes} bytes, got ${body.length}.`);
    return answer(request);
  };
}

export const handler = onAws(make);
