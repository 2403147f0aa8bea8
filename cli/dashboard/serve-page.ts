import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { UsageError } from '../usage-error.ts';
import { pageApp } from './page-app.ts';
import type { PageFiles } from './page-files.ts';
import type { PageSource } from './page-source.ts';

export interface ServedPage {
  /** Where it is opened, with its token: nobody without it gets anything. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the page on this machine's loopback interface, with a token of its own.
 * @param port 0 picks a free one
 * @throws UsageError if the port is taken
 */
export async function servePage(
  source: PageSource,
  files: PageFiles,
  port: number,
  onError: (error: unknown) => void,
): Promise<ServedPage> {
  const token = randomBytes(24).toString('base64url');
  const app = pageApp({ source, files, base: '/', token, onError });
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (info) => {
      server.off('error', refuse);
      resolve({
        url: `http://127.0.0.1:${info.port}/?token=${token}`,
        port: info.port,
        close: async () => {
          await source.close();
          await new Promise<void>((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          });
        },
      });
    });
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new UsageError(`port ${port} is taken. Choose another with --port (0 picks a free one).`)
          : error,
      );
    server.once('error', refuse);
  });
}
