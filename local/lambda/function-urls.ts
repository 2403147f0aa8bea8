import { createHash } from 'node:crypto';
import type { LocalContext } from '../context.ts';
import type { FunctionInvoker } from '../ports.ts';
import { AwsError } from '../transport/aws-error.ts';
import type { Router } from '../transport/router.ts';
import { utf8, type WireRequest, type WireResponse } from '../transport/wire.ts';
import type { FunctionRegistry } from './function-registry.ts';
import { signedCaller } from './signed-caller.ts';
import { urlAnswer } from './url-answer.ts';
import { urlEvent } from './url-event.ts';

/** Where functions are served over HTTP, each below its name. No bucket can be called that. */
export const urlPath = '/_url';

export interface FunctionUrl {
  readonly functionName: string;
  readonly functionArn: string;
  readonly authType: 'NONE' | 'AWS_IAM';
  /** Where it is reached, with a slash at the end. */
  readonly url: string;
  readonly createdAt: number;
}

/** What everybody may do, of the two things that a request to a function's URL takes. */
type UrlGrant = 'lambda:InvokeFunctionUrl' | 'lambda:InvokeFunction';

export interface FunctionUrls {
  /** Serves requests below `urlPath`. Never rejects. */
  readonly router: Router;
  /** @throws AwsError `ResourceNotFoundException` (function), `ResourceConflictException` (it has one) */
  create(nameOrArn: string, authType: FunctionUrl['authType']): FunctionUrl;
  /** @throws AwsError `ResourceNotFoundException` (function) */
  permit(nameOrArn: string, grant: UrlGrant): void;
  /** The function's URL. @throws AwsError `ResourceNotFoundException` */
  of(nameOrArn: string): FunctionUrl;
}

/** One function's URL, and what its resource policy lets everybody do. */
interface Served {
  readonly authType: FunctionUrl['authType'];
  readonly createdAt: number;
}

/**
 * Function URLs, by the function's name under `urlPath` where AWS has a host for each. Whoever calls one without a
 * signature needs both grants of its resource policy (Lambda guide: "Starting in October 2025, new function URLs will
 * require both lambda:InvokeFunctionUrl and lambda:InvokeFunction permissions"). Who signs is of the function's own
 * account, whose permissions are not checked here; nor is the signature.
 */
export function createFunctionUrls(
  context: LocalContext,
  registry: FunctionRegistry,
  functions: FunctionInvoker,
  baseUrl: () => string,
): FunctionUrls {
  const served = new Map<string, Served>();
  const grants = new Map<string, Set<UrlGrant>>();

  const isPublic = (name: string) => (grants.get(name)?.size ?? 0) === 2;

  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const [, name = '', path = ''] = below.exec(request.path) ?? [];
    const found = served.get(name);
    // As AWS answers for a host that is no function's.
    if (found === undefined) return refusal(403, 'AccessDeniedException', null);
    const caller = found.authType === 'AWS_IAM' ? signedCaller(request, 'lambda', context) : undefined;
    const isAllowed = found.authType === 'AWS_IAM' ? caller !== undefined : isPublic(name);
    if (!isAllowed) return refusal(403, 'AccessDeniedException', forbidden);
    const requestId = context.random.uuid();
    const event = urlEvent(
      { ...request, path: path || '/', query: request.rawQuery ?? request.query.toString() },
      { urlId: urlIdOf(name), region: context.region, requestId, now: context.clock.now(), caller },
    );
    const result = await functions.invoke(name, event);
    const told = result.ok ? urlAnswer(result.payload) : undefined;
    const response = told ?? { ...refusal(502, 'InternalServerErrorException'), body: utf8(broken) };
    return { ...response, headers: { 'x-amzn-requestid': requestId, ...response.headers } };
  };

  const named = (name: string, { authType, createdAt }: Served): FunctionUrl => ({
    functionName: name,
    functionArn: registry.find(name).arn,
    authType,
    url: `${baseUrl()}${urlPath}/${name}/`,
    createdAt,
  });

  return {
    router: {
      async dispatch(request) {
        try {
          return await answer(request);
        } catch (error) {
          const tooLarge = error instanceof AwsError && error.status === 413;
          return tooLarge
            ? refusal(413, error.code, error.message)
            : refusal(500, 'InternalServerErrorException', String(error));
        }
      },
    },
    create(nameOrArn, authType) {
      const { name } = registry.find(nameOrArn).spec;
      if (served.has(name)) {
        throw new AwsError(
          'ResourceConflictException',
          `Failed to create function url config for [functionArn = ${registry.find(name).arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
          { status: 409 },
        );
      }
      const one = { authType, createdAt: context.clock.now() };
      served.set(name, one);
      return named(name, one);
    },
    permit(nameOrArn, grant) {
      const { name } = registry.find(nameOrArn).spec;
      grants.set(name, new Set([...(grants.get(name) ?? []), grant]));
    },
    of(nameOrArn) {
      const { name } = registry.find(nameOrArn).spec;
      const one = served.get(name);
      if (one === undefined) {
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
          status: 404,
        });
      }
      return named(name, one);
    },
  };
}

/** `/_url/<function>` and what follows it. */
const below = new RegExp(`^${urlPath}/([^/]+)(/.*)?$`);

const forbidden =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

/** What is answered with 502 where a function failed or its answer is malformed. */
const broken = 'Internal Server Error';

/** 32 letters and digits, as AWS has them; of the name, so that a URL keeps its id. */
const urlIdOf = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 32);

const refusal = (status: number, code: string, message?: string | null): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  body: utf8(JSON.stringify({ Message: message })),
});
