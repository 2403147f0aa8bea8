import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { VirtualClock } from '../local/clock/virtual.ts';
import { localAccount, localRegion } from '../local/context.ts';
import { seededRandom } from '../local/random.ts';
import { createStates } from '../local/states/states.ts';
import { answers, inJsonata, inJsonPath, input, output } from './engine-machines.ts';
import { cpuMillis, median } from './measure.ts';
import type { Figure } from './table.ts';

/** Runs so many executions, one after the other. @throws Error if one ends otherwise than it must */
type Runs = (count: number) => Promise<void>;

const perRound = 300;
const rounds = 9;

/**
 * What the workflow engine costs by itself: CPU for an execution of ten states, on virtual time, whose tasks answer at
 * once. Ours keeps a history, writes each event and draws each id; no other service takes part.
 *
 * @param against the file of another engine to compare with in the same run, installed somewhere else: the CommonJS
 *   entry of `aws-local-stepfunctions`, which knows JSONPath only
 */
export async function engineFigures(against?: string): Promise<readonly Figure[]> {
  const engines: Runs[] = [ours(), ...(against === undefined ? [] : [theirs(against)])];
  // In turns, so that other load on the host affects both alike; the first round warms up.
  const spent: number[][] = engines.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, run] of engines.entries()) {
      const millis = await cpuMillis(() => run(perRound));
      if (round > 0) spent[index]?.push(millis / perRound);
    }
  }
  const [own = Number.NaN, other] = spent.map(median);
  const figures: Figure[] = [
    { what: 'an execution of ten states, JSONata: CPU', value: `${own.toFixed(3)} ms` },
  ];
  if (other === undefined) return figures;
  const speed = other / own;
  return [
    ...figures,
    { what: 'the same in JSONPath, the other engine: CPU', value: `${other.toFixed(3)} ms` },
    { what: 'how many times as fast', value: `${speed.toFixed(1)} x`, target: '>= 2 x', met: speed >= 2 },
  ];
}

function ours(): Runs {
  return async (count) => {
    const clock = new VirtualClock();
    let ended = 0;
    const states = createStates(
      { clock, random: seededRandom(3), account: localAccount, region: localRegion },
      {
        functions: () => ({
          invoke: async (arn, payload) => ({ ok: true, payload: answerOf(arn, payload) }),
          invokeAsync: async () => undefined,
        }),
        events: {
          emit: ({ detail }) => {
            if (detail.status === 'RUNNING') return;
            if (!isDeepStrictEqual(JSON.parse(String(detail.output)), output)) throw wrong(detail);
            ended += 1;
          },
        },
      },
    );
    const machine = states.createStateMachine({
      name: 'orders',
      definition: JSON.stringify(inJsonata),
      roleArn: `arn:aws:iam::${localAccount}:role/orders`,
    });
    const text = JSON.stringify(input);
    for (let run = 0; run < count; run += 1) {
      await states.startExecution(machine, text);
      await clock.settle();
    }
    if (ended !== count) throw wrong({ ended, count });
  };
}

const answerOf = (arn: string, payload: unknown): object => {
  const name = arn.split(':').at(-1) ?? '';
  return answers[name]?.(payload as { id: string }) ?? {};
};

/** What `aws-local-stepfunctions` exports, as far as it is used. */
interface OtherEngine {
  readonly StateMachine: new (
    definition: object,
  ) => { run(input: unknown, options: object): { readonly result: Promise<unknown> } };
}

function theirs(file: string): Runs {
  const { StateMachine } = createRequire(import.meta.url)(resolve(file)) as OtherEngine;
  const machine = new StateMachine(inJsonPath);
  const taskResourceLocalHandlers = {
    Price: async (payload: unknown) => answers.price?.(payload as { id: string }),
    Check: async (payload: unknown) => answers.check?.(payload as { id: string }),
    Pay: async (payload: unknown) => answers.pay?.(payload as { id: string }),
  };
  return async (count) => {
    for (let run = 0; run < count; run += 1) {
      const { result } = machine.run(input, { overrides: { taskResourceLocalHandlers } });
      const told = await result;
      if (!isDeepStrictEqual(told, output)) throw wrong(told);
    }
  };
}

const wrong = (what: unknown): Error => new Error(`ended otherwise than it must: ${JSON.stringify(what)}`);
