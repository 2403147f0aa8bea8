import { text, utf8, type WireRequest, type WireService } from '../../local/transport/wire.ts';

/** The targets of gates: endpoints through SageMaker Runtime, and the user's functions through Lambda. */
export interface GateTargets {
  /** Every request so far: `endpoint staging` or `function greenlight-gate-check`, with its body. */
  readonly questions: { readonly of: string; readonly body: string }[];
  /** Their answers, by the same names. All others give an answer that passes the gate. */
  readonly answers: Map<string, { readonly status?: number; readonly body: string }>;
}

/** The two services. Each answers from a plain map. */
export const gateTargets = (targets: GateTargets): WireService[] => [
  service('runtime.sagemaker', 'endpoint', '{"score":0.5}', targets),
  service('lambda', 'function', '{"verdict":"pass"}', targets),
];

function service(id: string, what: string, usual: string, { questions, answers }: GateTargets): WireService {
  const respond = (status: number, body: string) => ({
    status,
    headers: { 'content-type': 'application/json' },
    body: utf8(body),
  });
  return {
    id,
    async handle({ path, body }: WireRequest) {
      const name = /\/(?:endpoints|functions)\/([^/]+)\/invocations$/.exec(path)?.[1] ?? '';
      const of = `${what} ${decodeURIComponent(name)}`;
      questions.push({ of, body: text(body) });
      const answer = answers.get(of);
      return respond(answer?.status ?? 200, answer?.body ?? usual);
    },
    refuse: () => respond(400, '{}'),
  };
}
