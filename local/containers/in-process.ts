import type { Container, ContainerSpec } from '../ports.ts';
import type { InlineContainer } from './registry.ts';

/** The stand-in for images that can't be run here: it answers with what it was sent. */
export const echo: InlineContainer = ({ body, headers }) => ({
  status: 200,
  headers: { 'content-type': headerOf(headers, 'content-type') ?? 'application/octet-stream' },
  body,
});

/** A container that lives in this process: healthy until it is stopped. */
export function inProcessContainer(handler: InlineContainer, spec: ContainerSpec): Container {
  let stopped = false;
  return {
    ping: async () => !stopped,
    async invoke(request) {
      if (stopped) throw new Error(`the container of image ${spec.image} can't be reached: it was stopped`);
      const { status, headers = {}, body = '' } = await handler(request, spec);
      return { status, headers, body: typeof body === 'string' ? new TextEncoder().encode(body) : body };
    },
    async stop() {
      stopped = true;
    },
  };
}

const headerOf = (headers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
