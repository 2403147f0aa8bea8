import { signal } from '@preact/signals';

/** What the address says is shown: all endpoints, or a rollout, perhaps as of an instant. */
export type Route =
  | { readonly view: 'now' }
  | { readonly view: 'rollout'; readonly rollout: string; readonly at?: number };

export const route = signal<Route>({ view: 'now' });

/** Reads the address. Both `<base>r/<rollout>` and `<base>#/r/<rollout>` are a rollout's. */
function readRoute(): Route {
  const { pathname, hash, searchParams } = new URL(location.href);
  const [path, query] = hash.startsWith('#/') ? hash.slice(1).split('?') : [pathname, undefined];
  const name = /\/r\/([^/?#]+)\/?$/.exec(path ?? '')?.[1];
  if (name === undefined) return { view: 'now' };
  const given = (query === undefined ? searchParams : new URLSearchParams(query)).get('at');
  const at = given === null ? Number.NaN : Date.parse(given);
  return { view: 'rollout', rollout: decodeURIComponent(name), ...(!Number.isNaN(at) && { at }) };
}

/** The address of a rollout, relative to the page's base. */
export const rolloutHref = (rollout: string, at?: number): string =>
  `r/${encodeURIComponent(rollout)}${at === undefined ? '' : `?at=${new Date(Math.round(at)).toISOString()}`}`;

/** The report of a rollout, relative to the page's base. */
export const reportHref = (rollout: string): string => `api/rollouts/${encodeURIComponent(rollout)}/report`;

/** Shows that rollout instead of the one that was asked for, at the same instant. */
export function goOnTo(rollout: string): void {
  const { value } = route;
  const at = value.view === 'rollout' ? value.at : undefined;
  history.replaceState(null, '', new URL(rolloutHref(rollout, at), document.baseURI));
  route.value = readRoute();
}

/** Follows the address, and clicks on links of the page itself without loading it anew. */
export function followAddress(): void {
  const read = () => {
    route.value = readRoute();
    scrollTo(0, 0);
  };
  read();
  addEventListener('popstate', read);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a[data-in-page]');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState(null, '', link.href);
    read();
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  });
}
