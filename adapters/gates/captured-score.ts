import * as z from 'zod';
import { type Score, scoreOf } from '../../core/judge/score.ts';
import type { ScoreField } from '../../core/judge/score-field.ts';
import { epochMsOf, instantSchema } from '../../core/values/instant.ts';
import { boundedJsonata } from './bounded-jsonata.ts';
import { jsonOf } from './json.ts';

/** What is read of a line of a capture file (the guide, "Capture data from real-time endpoint"). */
const lineSchema = z.object({
  captureData: z.object({
    endpointOutput: z.object({ data: z.string(), encoding: z.string() }).optional(),
  }),
  eventMetadata: z.object({ inferenceTime: instantSchema }),
});

/** An answer's score, and when it was given: epoch milliseconds. */
export interface CapturedScore {
  readonly at: number;
  readonly score: Score;
}

/** Reads a line of a capture file; undefined if it is none. */
export type ScoreReader = (line: string) => Promise<CapturedScore | undefined>;

export function scoreReader(field: ScoreField): ScoreReader {
  const valueIn = 'csv' in field ? async (text: string) => cellOf(text, field.csv) : inJson(field.json);
  return async (line) => {
    const parsed = lineSchema.safeParse(jsonOf(line));
    if (!parsed.success) return undefined;
    const { captureData, eventMetadata } = parsed.data;
    const { data, encoding } = captureData.endpointOutput ?? { data: '', encoding: '' };
    const text = encoding === 'BASE64' ? Buffer.from(data, 'base64').toString('utf8') : data;
    return { at: epochMsOf(eventMetadata.inferenceTime), score: scoreOf(await valueIn(text)) };
  };
}

/** What the expression gives for a body; undefined if the body is no JSON, or it fails. */
function inJson(source: string): (text: string) => Promise<unknown> {
  const compiled = boundedJsonata(source);
  if (compiled.kind === 'none') return async () => undefined;
  return async (text) => {
    const body = jsonOf(text) ?? jsonOf(withNamedNumbers(text));
    if (body === undefined) return undefined;
    try {
      return await compiled.evaluate(body);
    } catch {
      // Its message may quote the answer.
      return undefined;
    }
  };
}

/** Python writes NaN and Infinity into JSON, where they are not allowed: as texts, they are no numbers. */
const withNamedNumbers = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
    found.startsWith('"') ? found : '"NaN"',
  );

/** A cell of the first row, without its quotes. */
function cellOf(text: string, column: number): string | undefined {
  const [row = ''] = text.trimStart().split(/\r?\n/, 1);
  const cells = [...row.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g)].map(([, cell = '']) => cell.trim());
  return cells[column - 1]?.replace(/^"(.*)"$/, '$1');
}
