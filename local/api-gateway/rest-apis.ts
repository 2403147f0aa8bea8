import { createHash } from 'node:crypto';
import type { LocalContext } from '../context.ts';
import type { Permissions } from '../iam/iam.ts';
import { signedCaller } from '../lambda/signed-caller.ts';
import { urlAnswer } from '../lambda/url-answer.ts';
import type { FunctionInvoker } from '../ports.ts';
import type { Router } from '../transport/router.ts';
import { utf8, type WireRequest, type WireResponse } from '../transport/wire.ts';
import { proxyEvent } from './proxy-event.ts';

/** Where APIs are served over HTTP, each below its id and its stage. No bucket can be called that. */
export const apiPath = '/_api';

/** A method of an API's root: a function, for whoever signs. */
interface Method {
  readonly functionArn: string;
}

interface RestApi {
  readonly id: string;
  readonly rootResourceId: string;
}

export interface RestApis {
  /** Serves requests below `apiPath`. Never rejects. */
  readonly router: Router;
  create(name: string): RestApi;
  putMethod(apiId: string, httpMethod: string, method: Method): void;
  /** Takes the methods as they are now; the answer is its id. */
  deploy(apiId: string): string;
  createStage(apiId: string, deploymentId: string, stage: string): void;
}

interface Api {
  readonly rootResourceId: string;
  readonly methods: Map<string, Method>;
  readonly deployments: Map<string, ReadonlyMap<string, Method>>;
  /** Deployments by stage. */
  readonly stages: Map<string, string>;
}

interface Dependencies {
  readonly functions: FunctionInvoker;
  readonly permissions?: Permissions;
}

/**
 * API Gateway, as far as a stack needs it to let in people by IAM: REST APIs whose root has methods with the
 * authorisation AWS_IAM and a function behind them. Whoever signs is of the API's own account, whose permissions are not
 * checked here; nor is the signature. That API Gateway may invoke the function is.
 */
export function createRestApis(context: LocalContext, { functions, permissions }: Dependencies): RestApis {
  const apis = new Map<string, Api>();
  const found = (id: string): Api => {
    const api = apis.get(id);
    if (api === undefined) throw new Error(`NotFoundException: Invalid API identifier specified ${id}`);
    return api;
  };

  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const [, apiId = '', stage = '', path = '/'] = below.exec(request.path) ?? [];
    const api = apis.get(apiId);
    const deployment = api?.deployments.get(api.stages.get(stage) ?? '');
    if (api === undefined || deployment === undefined)
      return refusal(403, 'ForbiddenException', { message: 'Forbidden' });
    const method = path === '/' ? deployment.get(request.method) : undefined;
    const caller = signedCaller(request, 'execute-api', context);
    // The same for a path or method that there is not.
    if (method === undefined || caller === undefined)
      return refusal(403, 'MissingAuthenticationTokenException', { message: 'Missing Authentication Token' });
    const { region, account } = context;
    const { functionArn } = method;
    const source = `arn:aws:execute-api:${region}:${account}:${apiId}/${stage}/${request.method}/`;
    if (permissions?.serviceMay('apigateway.amazonaws.com', source, 'lambda:InvokeFunction', functionArn))
      return broken(500);
    const requestId = context.random.uuid();
    const { rootResourceId: resourceId } = api;
    const now = context.clock.now();
    const event = proxyEvent(request, { apiId, resourceId, stage, region, requestId, now, caller });
    const result = await functions.invoke(functionArn, event);
    // Unlike a function's URL, an API takes no answer without a status.
    const isAnswer = result.ok && typeof result.payload === 'object' && result.payload !== null;
    const told =
      isAnswer && 'statusCode' in (result.payload as object) ? urlAnswer(result.payload) : undefined;
    const response = told ?? broken(502);
    return { ...response, headers: { 'x-amzn-requestid': requestId, ...response.headers } };
  };

  return {
    router: {
      async dispatch(request) {
        try {
          return await answer(request);
        } catch {
          return broken(500);
        }
      },
    },
    create(name) {
      const id = idOf(name);
      const rootResourceId = idOf(`${name}/`);
      const empty = { methods: new Map(), deployments: new Map(), stages: new Map() };
      apis.set(id, { rootResourceId, ...empty });
      return { id, rootResourceId };
    },
    putMethod: (apiId, httpMethod, method) => {
      found(apiId).methods.set(httpMethod, method);
    },
    deploy(apiId) {
      const { methods, deployments } = found(apiId);
      const id = idOf(`${apiId} ${deployments.size}`);
      deployments.set(id, new Map(methods));
      return id;
    },
    createStage(apiId, deploymentId, stage) {
      const { deployments, stages } = found(apiId);
      if (!deployments.has(deploymentId))
        throw new Error('BadRequestException: Deployment id does not exist');
      stages.set(stage, deploymentId);
    },
  };
}

/** `/_api/<api>/<stage>` and what follows it. */
const below = new RegExp(`^${apiPath}/([^/]+)/([^/]+)(/.*)?$`);

/** Ten letters and digits, as AWS has them; of the name, so that an API keeps its id. */
const idOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 10);

const refusal = (status: number, code: string, body: object): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: utf8(JSON.stringify(body)),
});

const broken = (status: 500 | 502): WireResponse =>
  refusal(status, 'InternalServerErrorException', { message: 'Internal server error' });
