import { boundedJsonata, jsonataReason } from './bounded-jsonata.ts';

/** The answer that an expectation is evaluated on. */
export interface Reply {
  readonly status: number;
  readonly latencyMs: number;
  /** Parsed if its content type is JSON, otherwise text. */
  readonly body: unknown;
}

/** Whether it evaluated to exactly `true`. If not, `came` describes the result without quoting the body. */
type ExpectationResult = { readonly holds: true } | { readonly holds: false; readonly came: string };
export type Expectation =
  | { readonly kind: 'expectation'; readonly meets: (reply: Reply) => Promise<ExpectationResult> }
  /** `fault` says what is wrong, and where: `S0207 at character 7: …` */
  | { readonly kind: 'none'; readonly why: string; readonly fault: string };

/** Compiles the JSONata of a manifest. Neither its author nor the answering model is trusted. */
export function expectationOf(source: string): Expectation {
  const compiled = boundedJsonata(source);
  if (compiled.kind === 'none')
    return { ...compiled, why: `the expectation is no JSONata (${compiled.fault})` };
  return {
    kind: 'expectation',
    async meets(reply) {
      try {
        const came = await compiled.evaluate(reply);
        return came === true ? { holds: true } : { holds: false, came: described(came) };
      } catch (error) {
        return { holds: false, came: `an error (${jsonataReason(error, valuesOf(error))})` };
      }
    },
  };
}

/** Why a text is not a valid expectation; undefined if it is one. It is only parsed, not evaluated. */
export function expectationFault(source: string): string | undefined {
  const expectation = expectationOf(source);
  return expectation.kind === 'none' ? expectation.fault : undefined;
}

/**
 * Names only the kind of texts, objects and lists: they come from the body, and this text goes into a chat.
 */
function described(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return 'a text';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** The values that an error mentions. They may come from the body. */
const valuesOf = (error: unknown): readonly unknown[] => {
  const { value, value2 } = Object(error) as Record<string, unknown>;
  return [value, value2];
};
