import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { mcpServer } from '../../../cli/mcp/server.ts';

/** What a tool has answered: its content for machines, or its error in words. */
export interface ToolAnswer {
  readonly error?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the client has checked it against the tool's own schema
  readonly result?: any;
}

/** An assistant with the SDK's own client, which checks every answer against the schema that its tool promises. */
export async function anAssistant(url: string, folder: string, name = 'an-assistant') {
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpServer({ target: { endpointUrl: url }, folder }).connect(theirs);
  const client = new Client({ name, version: '1' });
  await client.connect(ours);
  const { tools } = await client.listTools();
  return {
    tools,
    async ask(tool: string, args: Record<string, unknown> = {}): Promise<ToolAnswer> {
      const { isError, structuredContent, content } = await client.callTool({ name: tool, arguments: args });
      const [text] = content as { text: string }[];
      return isError ? { error: text?.text ?? '' } : { result: structuredContent };
    },
    close: () => client.close(),
  };
}
