import type { ClientFactory, HandlerModule } from '../local/lambda/seam.ts';
import { loadSource } from '../on-local-aws/load-source.ts';

/** Overrides of the local AWS's answers, by operation: members of the output, or `absent` to remove one. */
export type ResponseOverrides = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The part of an SDK client that answers. */
interface Sending {
  send(command: object): Promise<object>;
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
    const send = async (command: object): Promise<object> => {
      const output = await (client as Sending).send(command);
      const members = Object.entries(answers[command.constructor.name.replace(/Command$/, '')] ?? {});
      const told = members.map(([name, value]) => [name, value === 'absent' ? undefined : value]);
      return Object.assign(output, Object.fromEntries(told));
    };
    return Object.assign(Object.create(client as object), { send });
  };
