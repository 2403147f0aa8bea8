import type { ClientFactory, HandlerModule } from '../local/lambda/seam.ts';
import { loadSource } from '../on-local-aws/load-source.ts';

/** Overrides of the local AWS's answers, by operation: members of the output, or `absent` to remove one. */
export type ResponseOverrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The part of an SDK client that changes answers: its middleware stack. */
interface Stacked {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: unknown) => Promise<{ readonly output: object }>,
        context: { readonly commandName?: string },
      ) => (args: unknown) => Promise<{ readonly output: object }>,
      options: { readonly step: 'initialize'; readonly name: string; readonly override: boolean },
    ): void;
  };
}

/**
 * Loads handlers whose SDK clients get these answers. They show kinds of endpoints that the local SageMaker
 * does not host, but that the controller must recognise.
 */
export const withOverriddenResponses =
  (answers: ResponseOverrides) =>
  async (handler: string): Promise<HandlerModule> => {
    const module = await loadSource(handler);
    return {
      ...module,
      make: (seam) => module.make({ ...seam, clients: answering(seam.clients, answers) }),
    };
  };

const answering =
  (clients: ClientFactory, answers: ResponseOverrides): ClientFactory =>
  (Client) => {
    const client = clients(Client);
    (client as Stacked).middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const result = await next(args);
          const members = Object.entries(answers[commandName.replace(/Command$/, '')] ?? {});
          const told = members.map(([name, value]) => [name, value === 'absent' ? undefined : value]);
          Object.assign(result.output, Object.fromEntries(told));
          return result;
        },
      { step: 'initialize', name: 'answeredOtherwise', override: true },
    );
    return client;
  };
