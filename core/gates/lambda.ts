import * as z from 'zod';
import { formatDuration } from '../values/duration.ts';
import { duration } from '../values/fields.ts';
import { unlessAllowed } from './allowed.ts';
import { type At, at, type Check, type Checked, checkInBakes, isRunIn } from './bakes.ts';
import { checkAnswerOf, judgeSaid } from './check-answer.ts';
import type { GateKind, Stage } from './gate.ts';

/** One of the user's functions, which answers pass or fail at once. */
export interface LambdaGate {
  /** Its name or ARN, optionally with a version or an alias. */
  readonly function: string;
  readonly timeoutSeconds: number;
  readonly at: At;
}

const nameExpected = 'the name or the ARN of a Lambda function';

const common = {
  function: z
    .string({ error: nameExpected })
    .max(170, { error: nameExpected })
    .regex(
      /^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:)?[a-zA-Z0-9_-]{1,64}(:[a-zA-Z0-9$_-]{1,128})?$/,
      {
        error: nameExpected,
      },
    )
    .meta({ description: 'Must be allowed at deploy time.' }),
  /** The calling function waits all that time; five minutes leave it room for the rest of its work. */
  timeout: duration(1, 300).default(60),
};
const error = 'fields such as function and timeout';

const once: z.ZodType<LambdaGate> = z
  .strictObject(common, { error })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutSeconds: timeout, at: 'final-bake' as const }));
const inBake: z.ZodType<LambdaGate> = z
  .strictObject({ ...common, at }, { error })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutSeconds: timeout }));

export const lambda: GateKind<LambdaGate, Checked> = {
  kind: 'lambda',
  stages: ['before', 'during', 'after'],
  schema: (stage: Stage) => (stage === 'during' ? inBake : once),
  refusals: (config, { functions }) =>
    unlessAllowed('function', config.function, 'a function', functions, 'allowed.gateFunctions'),

  doubt: (config, bake) =>
    isRunIn(config.at, bake) && config.timeoutSeconds > bake.seconds
      ? `may take ${formatDuration(config.timeoutSeconds)} of the ${formatDuration(bake.seconds)} that it bakes`
      : undefined,

  step(config, seen) {
    const check = checkOf(config);
    if (seen.stage === 'during') return checkInBakes(config.at, seen, check);
    return seen.result === undefined ? check.act() : check.judge(seen.result);
  },
};

/** No answer means failed: nobody is there to wait for, and a broken function proves nothing. */
const checkOf = (config: LambdaGate): Check => ({
  act: () => ({
    kind: 'act',
    action: { kind: 'lambda', function: config.function, timeoutSeconds: config.timeoutSeconds },
  }),
  judge: (result) => {
    const answer = checkAnswerOf(result);
    if (answer.kind !== 'said') return { kind: 'failed', why: `function ${config.function}: ${answer.why}` };
    const { verdict } = answer;
    const who = `function ${config.function}`;
    if (verdict === 'later')
      return { kind: 'failed', why: `${who} says later, but only a webhook may answer later` };
    return judgeSaid(who, { ...answer, verdict });
  },
});
