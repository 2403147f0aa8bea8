import type { Model } from './model.ts';
import { indexOfLargest, scoresOf } from './predict.ts';
import { parseRows } from './request.ts';

/** One answer of the model server: a status and what its JSON body says. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * SageMaker's container contract for a loaded model: `GET /ping` tells that it can serve, `POST /invocations`
 * predicts. A broken model pings well all the same: what it is worth shows only when it is asked.
 */
export function answer(
  model: Model,
  request: {
    readonly method: string;
    readonly path: string;
    readonly contentType: string | undefined;
    readonly body: string;
  },
): Answer {
  switch (`${request.method} ${request.path}`) {
    case 'GET /ping':
      return { status: 200, body: { model: model.version } };
    case 'POST /invocations':
      return invocation(model, request.contentType, request.body);
    default:
      return failed(404, `expected GET /ping or POST /invocations, got ${request.method} ${request.path}`);
  }
}

function invocation(model: Model, contentType: string | undefined, body: string): Answer {
  const request = parseRows(contentType, body, model.inputs);
  if (!request.ok) return failed(request.status, request.error);
  const predictions = [];
  for (const [i, row] of request.rows.entries()) {
    const scores = scoresOf(model, row);
    const wrong = scores.findIndex((score) => !Number.isFinite(score));
    if (wrong >= 0) {
      return failed(
        500,
        `model ${model.version}, row ${i + 1}: the score for ${model.classes[wrong]} is not finite (${scores[wrong]})`,
      );
    }
    predictions.push({
      label: model.classes[indexOfLargest(scores)],
      scores: Object.fromEntries(model.classes.map((name, k) => [name, scores[k]])),
    });
  }
  return { status: 200, body: { predictions } };
}

const failed = (status: number, error: string): Answer => ({ status, body: { error } });
