import type { NotedAct } from './release-acts.ts';
import type { ReleaseNames } from './release-names.ts';
import type { ReleaseStep, StepOf } from './release-step.ts';
import type { ReleaseWorld } from './release-world.ts';

/** The steps in which people command something. */
type CommandStep = Extract<
  ReleaseStep,
  { kind: 'abort' | 'judge' | 'retry' | 'rollback' | 'decide' | 'adopt' }
>;

/** Sends what people ask for, as the command line does. */
export class Commands {
  readonly #world: ReleaseWorld;
  readonly #labels: ReleaseNames;
  readonly #endpoint: string;
  readonly #note: (act: NotedAct) => void;
  #given = 0;

  constructor(world: ReleaseWorld, labels: ReleaseNames, endpoint: string, note: (act: NotedAct) => void) {
    this.#world = world;
    this.#labels = labels;
    this.#endpoint = endpoint;
    this.#note = note;
  }

  /** Gives the command. Returns the difference if the answer is not what the step says. */
  async give({ kind, does }: CommandStep): Promise<string | undefined> {
    switch (kind) {
      case 'decide':
        return this.#decide(does);
      case 'adopt':
        return this.#adopt(does);
      case 'abort':
        return this.#ask({
          command: 'abort',
          ...this.#target('release', does.abort === 'current' ? undefined : does.abort),
          ...does,
        });
      case 'judge':
        return this.#ask({ command: 'judge', status: does.judge, ...does });
      case 'retry':
        return this.#ask({ command: 'retry', release: this.#labels.release(does.retry), ...does });
      case 'rollback':
        return this.#ask({
          command: 'rollback',
          ...this.#target('to', does.rollback === 'before' ? undefined : does.rollback),
          ...does,
        });
      default:
        return kind satisfies never;
    }
  }

  #target(field: 'release' | 'to', label: string | undefined): Record<string, string> {
    if (label === undefined) return {};
    // Neither of the two is one of our releases.
    if (label === 'baseline' || label === 'theirs') return { [field]: label };
    return { [field]: label.includes('#') ? this.#labels.rollout(label) : this.#labels.release(label) };
  }

  async #ask(
    given: Record<string, unknown> & {
      readonly by: string;
      readonly reason?: string | undefined;
      readonly endpoint?: string | undefined;
      readonly answer?: string | undefined;
      readonly twice: boolean;
    },
  ): Promise<string | undefined> {
    const {
      answer,
      twice,
      command,
      release,
      to,
      status,
      by,
      reason,
      endpoint: called = this.#endpoint,
    } = given;
    const key = this.#key();
    const asked = { command, endpoint: called, by, reason, release, to, status, key };
    const noted = {
      kind: 'command',
      command: command as 'abort',
      release: (release ?? to) as string | undefined,
    } as const;
    const first = await this.#world.operate(asked).catch((error: unknown) => {
      // It may have been done all the same.
      this.#note(noted);
      throw error;
    });
    this.#note({ ...noted, done: first.done, rollout: first.rollout });
    const second = twice ? await this.#world.operate(asked) : first;
    if (answer !== undefined && first.done !== answer) {
      return `${command}: expected ${answer}, got ${first.done}: ${this.#labels.told(first.message)}`;
    }
    return second.rollout === first.rollout ? undefined : `${command}: sent twice, it was done twice`;
  }

  /** It concerns no rollout, so no promise about rollouts needs to know of it. */
  async #adopt({ adopt, by, answer, twice }: StepOf<'adopt'>): Promise<string | undefined> {
    const asked = {
      ...{ command: 'adopt', endpoint: this.#endpoint, by, key: this.#key() },
      ...(adopt === 'undo' && { undo: true }),
    };
    const first = await this.#world.operate(asked);
    const second = twice ? await this.#world.operate(asked) : first;
    if (answer !== undefined && first.done !== answer)
      return `adopt: expected ${answer}, got ${first.done}: ${this.#labels.told(first.message)}`;
    return second.done === first.done ? undefined : 'adopt: sent twice, it was answered otherwise';
  }

  /** @returns what was answered otherwise than the step says */
  async #decide({
    decide,
    gate,
    of,
    signedBy,
    answer,
    by,
    reason,
  }: StepOf<'decide'>): Promise<string | undefined> {
    const rollout = of === undefined ? undefined : this.#labels.rollout(of);
    const command = {
      ...{ command: 'decide', action: decide, endpoint: this.#endpoint, key: this.#key() },
      ...(gate !== undefined && rollout !== undefined && { gate: `${rollout}/${gate}` }),
      ...(reason !== undefined && { reason }),
    };
    const noted = { kind: 'decide', action: decide, by: signedBy ?? by } as const;
    const sent =
      signedBy === undefined
        ? this.#world.operate({ ...command, by })
        : this.#world.operateSigned(command, signedBy);
    const answered = await sent.catch((error: unknown) => {
      // It may count all the same.
      this.#note(noted);
      throw error;
    });
    this.#note({ ...noted, done: answered.done, rollout: answered.rollout });
    return answer === undefined || answered.done === answer
      ? undefined
      : `decide: expected ${answer}, got ${answered.done}: ${this.#labels.told(answered.message)}`;
  }

  /** Of one command of the story's. */
  #key(): string {
    return `step-${this.#endpoint}-${this.#given++}`;
  }
}
