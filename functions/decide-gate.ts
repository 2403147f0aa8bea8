import { plainAnswer } from './shared/plain-answer.ts';
import { onAws, type Seam } from './shared/seam.ts';
import { type Route, signedRoutes } from './shared/signed-routes.ts';
import { type UrlAnswer, urlRequestOf } from './shared/url-request.ts';

/** Whatever comes here is a form or a line of JSON. */
const mostBytes = 262_144;

/**
 * Decisions that come over the internet, to a URL that anybody may ask: each route proves for itself who asks, or that
 * they hold what is enough.
 */
export function make(seam: Seam) {
  const routes = new Map<string, Route>([...signedRoutes(seam)]);

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
