import { operationName } from './operation-name.ts';
import { serviceIdOf } from './router.ts';
import type { WireRequest } from './wire.ts';

/** What a browser, or a client, says of where a request comes from. */
export interface Sender {
  readonly host: string;
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`, which a page can neither set nor leave out. */
  readonly site: string | undefined;
}

/**
 * Why a request is not answered; undefined if it is. A page of some other site, open in the user's browser, must neither
 * read nor drive the local AWS: not under a name of its own (DNS rebinding), nor by a form, a link or an image. A page that
 * this server serves may, and so may an address that the user types.
 */
export function refusalOf({ host, origin, site }: Sender): string | undefined {
  if (!isLoopback(`http://${host}`)) return `Host "${host}"`;
  if (origin !== undefined && origin !== `http://${host}`)
    return `Host "${host}", from a page of "${origin}"`;
  if (site === 'cross-site' || site === 'same-site') {
    return `a request from a page of another site (Sec-Fetch-Site: ${site}). Put the address into the browser's address bar, or use a client`;
  }
  return undefined;
}

function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return (
      hostname === '127.0.0.1' ||
      hostname === '[::1]' ||
      hostname === 'localhost' ||
      hostname.endsWith('.localhost')
    );
  } catch {
    return false;
  }
}

/** SNS's own links, in what it sends: AWS makes them GETs that change something, too. */
const links: readonly string[] = ['ConfirmSubscription', 'Unsubscribe'];

/**
 * Whether a request to AWS is one that a link or an image may make: it does not change anything. Clients never send
 * anything else as GET, though AWS's Query protocol would take it.
 */
export function isSafe(request: WireRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return true;
  const service = serviceIdOf(request);
  switch (service) {
    // They tell operations apart by method, and GET only reads.
    case 's3':
    case 'lambda':
      return true;
    case 'sns':
      if (links.includes(operationName(service, request))) return true;
  }
  return /^(Get|List|Describe)[A-Z]/.test(operationName(service, request));
}
