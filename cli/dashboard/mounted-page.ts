import type { Hono } from 'hono';
import type { Target } from '../aws/target.ts';
import { awsSource } from './aws-source.ts';
import { pageApp } from './page-app.ts';
import { pageFiles } from './page-files.ts';

/** Below this path of the local AWS. No bucket can be called that. */
export const pagePath = '/_greenlight';

/**
 * The page as a part of a local AWS's own server. It needs no token: whoever reaches that server may do everything there
 * anyway. It is made when somebody first opens it.
 *
 * @param url where the local AWS is served by then
 */
export function mountedPage(url: () => string, onError: (error: unknown) => void): Pick<Hono, 'fetch'> {
  let app: Promise<Hono> | undefined;
  const make = async (): Promise<Hono> => {
    const [source, files] = await Promise.all([awsSource(localTarget(url())), pageFiles()]);
    return pageApp({ source, files, base: `${pagePath}/`, onError });
  };
  return {
    async fetch(request: Request) {
      app ??= make();
      try {
        return (await app).fetch(request);
      } catch (error) {
        // It may be possible at the next request.
        app = undefined;
        throw error;
      }
    },
  };
}

/** As commands find it: whatever this shell's environment says, it is this one. */
const localTarget = (endpointUrl: string): Target => ({
  ...{ endpointUrl, stage: 'local', region: 'us-east-1', local: true },
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
