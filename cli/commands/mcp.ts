import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { TargetOptions } from '../aws/target.ts';
import { mcpServer } from '../mcp/server.ts';

export interface McpOptions extends TargetOptions {
  readonly folder?: string;
}

/** `greenlight mcp`: answers an assistant over stdin and stdout, until it closes stdin. Returns the exit code. */
export async function mcp({ folder = process.cwd(), ...options }: McpOptions): Promise<number> {
  const server = mcpServer({ target: options, folder });
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  await server.connect(new StdioServerTransport());
  // The transport does not look for the end.
  process.stdin.once('end', () => void server.close());
  await closed;
  return 0;
}
