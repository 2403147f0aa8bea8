import * as client from '@aws-sdk/client-ssm';
import type { LocalContext } from '../context.ts';
import { AwsError, notCovered } from '../transport/aws-error.ts';
import { pageOf } from '../transport/page.ts';
import { rpcService } from '../transport/rpc-service.ts';
import type { WireService } from '../transport/wire.ts';
import { invalid, parameterOf } from './parameter.ts';
import { createParameters, type FoundParameter, type NewParameter } from './parameters.ts';

export interface Ssm {
  readonly wire: WireService;
  /** Makes a parameter. @throws AwsError as PutParameter does */
  putParameter(parameter: NewParameter): void;
}

/** Systems Manager, its Parameter Store in memory: standard parameters with their versions; nothing is encrypted. */
export function createSsm(context: LocalContext): Ssm {
  const parameters = createParameters(context);
  const told = ({ parameter, version, selector }: FoundParameter, decrypt = false): client.Parameter =>
    parameterOf(parameter, version, decrypt, selector);

  const wire = rpcService({
    id: 'ssm',
    client,
    json: { version: '1.1' },
    random: context.random,
    operations: {
      PutParameter(input: client.PutParameterRequest): client.PutParameterResult {
        for (const member of ['Policies', 'Tags'] as const) {
          if (input[member] !== undefined) throw notCovered(`ssm PutParameter with ${member}`);
        }
        if ((input.Tier ?? 'Standard') === 'Advanced')
          throw notCovered('ssm PutParameter with Tier Advanced');
        if ((input.DataType ?? 'text') !== 'text')
          throw notCovered(`ssm PutParameter with DataType ${input.DataType}`);
        const { version } = parameters.put({
          name: input.Name,
          value: input.Value,
          type: input.Type,
          overwrite: input.Overwrite,
          allowedPattern: input.AllowedPattern,
        });
        return { Version: version, Tier: 'Standard' };
      },

      GetParameter: ({ Name, WithDecryption }: client.GetParameterRequest): client.GetParameterResult => ({
        Parameter: told(parameters.find(Name), WithDecryption),
      }),

      GetParameters({ Names = [], WithDecryption }: client.GetParametersRequest): client.GetParametersResult {
        assertAtMostTen(Names);
        const looked = Names.map((name) => ({ name, found: foundOr(name) }));
        return {
          Parameters: looked.flatMap(({ found }) => (found ? [told(found, WithDecryption)] : [])),
          InvalidParameters: looked.filter(({ found }) => found === undefined).map(({ name }) => name),
        };
      },

      GetParametersByPath(input: client.GetParametersByPathRequest): client.GetParametersByPathResult {
        if (input.ParameterFilters?.length) throw notCovered('ssm GetParametersByPath with ParameterFilters');
        const { Path = '', Recursive = false, WithDecryption, MaxResults: size = 10 } = input;
        if (!Path.startsWith('/')) {
          throw invalid(
            `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.`,
          );
        }
        if (!(size >= 1 && size <= 10)) throw invalid('MaxResults must be from 1 to 10.');
        const folder = Path.endsWith('/') ? Path : `${Path}/`;
        const below = parameters.all().filter(({ name }) => {
          // A parameter without any slash is at the top.
          const full = name.startsWith('/') ? name : `/${name}`;
          return full.startsWith(folder) && (Recursive || !full.slice(folder.length).includes('/'));
        });
        const { page, nextToken } = pageOf(
          below,
          size,
          input.NextToken,
          () => new AwsError('InvalidNextToken', 'The specified token is not valid.'),
        );
        return {
          Parameters: page.map(({ name }) => told(parameters.find(name), WithDecryption)),
          NextToken: nextToken,
        };
      },

      DeleteParameter({ Name }: client.DeleteParameterRequest): client.DeleteParameterResult {
        parameters.remove(Name);
        return {};
      },

      DeleteParameters({ Names = [] }: client.DeleteParametersRequest): client.DeleteParametersResult {
        assertAtMostTen(Names);
        const present = Names.filter((name) => foundOr(name) !== undefined);
        for (const name of present) parameters.remove(name);
        return {
          DeletedParameters: present,
          InvalidParameters: Names.filter((name) => !present.includes(name)),
        };
      },
    },
  });

  const foundOr = (name: string): FoundParameter | undefined => {
    try {
      return parameters.find(name);
    } catch (error) {
      if (error instanceof AwsError && /^Parameter(Version)?NotFound$/.test(error.code)) return undefined;
      throw error;
    }
  };

  return { wire, putParameter: (parameter) => void parameters.put(parameter) };
}

function assertAtMostTen(names: readonly string[]): void {
  if (names.length >= 1 && names.length <= 10) return;
  throw invalid(
    `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
  );
}
