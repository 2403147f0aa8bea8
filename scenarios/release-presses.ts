import type { Button } from '../local/slack/block-schema.ts';
import type { Message } from '../local/slack/conversation.ts';
import { type InteractionRequest, pressPayload, signedRequest } from '../local/slack/interactivity.ts';
import { userIn } from '../local/slack/workspace.ts';
import type { NotedAct } from './release-acts.ts';
import type { ReleaseNames } from './release-names.ts';
import { answers, type Reference, readReference } from './release-references.ts';
import type { StepOf } from './release-step.ts';
import type { ReleaseWorld } from './release-world.ts';

/** A button that Slack has shown. */
interface Shown {
  readonly message: Message;
  readonly button: Button;
  readonly blockId: string;
  readonly reference: Reference;
  /** When it was shown first, epoch milliseconds. */
  readonly since: number;
}

/** All buttons that Slack has shown since this was made: people may have an older message still before their eyes. */
export class Buttons {
  readonly #world: ReleaseWorld;
  readonly #shown = new Map<string, Shown>();
  /** Those that are there now. */
  #now: readonly Shown[] = [];
  #read: ReadonlySet<Message> = new Set();
  /** Slack's last request of each endpoint. */
  readonly #sent = new Map<string, { readonly request: InteractionRequest; readonly act: PressAct }>();

  constructor(world: ReleaseWorld) {
    this.#world = world;
    world.aws.slack.onChange(() => this.#look());
  }

  /**
   * Lets somebody press a button of a message about the endpoint.
   * @throws Error if there is none
   */
  async press(
    { press, by, of, message, forged, again, answered }: StepOf<'press'>,
    endpoint: string,
    labels: ReleaseNames,
    note: (act: NotedAct) => void,
  ): Promise<string | undefined> {
    const { aws, clock } = this.#world;
    const earlier = this.#sent.get(endpoint);
    if (again && earlier === undefined) throw new Error(`nobody has pressed anything of ${endpoint} yet`);
    const sent =
      again && earlier !== undefined
        ? earlier
        : this.#pressed(this.#find(press, message, endpoint, of && labels.rollout(of)), by, forged);
    this.#sent.set(endpoint, sent);
    const { url, headers, body } = sent.request;
    const at = clock.now();
    note({ ...sent.act, again, sentAt: at });
    const answer = await clock.drive(aws.fetchUrl(url, { method: 'POST', headers, body }));
    return answered === undefined || answered === answer.status
      ? undefined
      : `press: expected the answer ${answered}, got ${answer.status}`;
  }

  #find(
    press: StepOf<'press'>['press'],
    message: 'newest' | 'older',
    endpoint: string,
    rollout: string | undefined,
  ): Shown {
    const actions: readonly string[] = press === 'yes' || press === 'no' ? answers[press] : [press];
    const now = new Set(this.#now.map(({ button }) => button.value));
    const all = message === 'newest' ? this.#now : [...this.#shown.values()];
    const found = all.findLast(
      ({ reference, button }) =>
        actions.includes(reference.action) &&
        reference.endpoint === endpoint &&
        (rollout === undefined || reference.rollout === rollout) &&
        (message === 'newest' || !now.has(button.value)),
    );
    if (found === undefined) throw new Error(`Slack shows no ${message} button to ${press} of ${endpoint}`);
    return found;
  }

  #pressed({ message, button, blockId, reference, since }: Shown, by: string, forged: boolean) {
    const { aws, clock } = this.#world;
    const { workspace, server } = aws.slack;
    const user = userIn(workspace, by);
    if (user === undefined) throw new Error(`no user ${by}`);
    const { random } = aws.context;
    const at = clock.now();
    const responseUrl = `https://hooks.slack.com${server.responseUrls.open(by, message)}`;
    const payload = pressPayload({ message, button, blockId, user }, { at, responseUrl, random, workspace });
    const secret = forged ? 'not the signing secret' : workspace.secrets.signingSecret;
    const request = signedRequest(`${aws.outputs.DecideUrl}slack`, payload, secret, at);
    const act = { kind: 'press', by, ...reference, forged, shownSince: since } as const;
    return { request, act };
  }

  #look(): void {
    const { messages } = this.#world.aws.slack;
    const current = messages().filter(({ onlyTo }) => onlyTo === undefined);
    const known = this.#read;
    this.#read = new Set(current);
    for (const message of current) {
      if (known.has(message)) continue;
      for (const one of buttonsOf(message)) {
        const { value = '' } = one.button;
        if (this.#shown.has(value)) continue;
        const reference = readReference(value);
        if (reference !== undefined)
          this.#shown.set(value, { ...one, message, reference, since: this.#world.clock.now() });
      }
    }
    this.#now = current.flatMap((message) =>
      buttonsOf(message).flatMap(({ button: { value = '' } }) => this.#shown.get(value) ?? []),
    );
  }
}

type PressAct = Omit<Extract<NotedAct, { kind: 'press' }>, 'again' | 'sentAt'>;

const buttonsOf = ({ blocks }: Message): { button: Button; blockId: string }[] =>
  blocks.flatMap((block, index) =>
    block.type === 'actions'
      ? block.elements.map((button) => ({ button, blockId: block.block_id ?? `b${index}` }))
      : [],
  );
