import * as z from 'zod';
import { instantAt } from '../../core/values/instant.ts';
import { withAws } from '../aws/aws.ts';
import { recordsOf } from '../aws/records.ts';
import { everyEndpoint, readStatus } from '../reads/read-status.ts';
import type { EndpointStatus } from '../views/endpoint-status.ts';
import { endpointInput } from './inputs.ts';
import { asOf, statusOutput } from './outputs.ts';
import type { Tool } from './tool.ts';

/** Each takes some six calls, one after another. */
const mostEndpoints = 50;

const input = z.strictObject({ endpoint: endpointInput.optional() });
const output = z.object({
  asOf,
  stage: z.string(),
  region: z.string(),
  endpoints: z.array(statusOutput),
  notShown: z.array(z.string()).describe('The names of further endpoints: ask for each'),
  lacks: z.string().optional().describe('What could not be read'),
});

/** `greenlight status` */
export const statusTool: Tool<typeof input, typeof output> = {
  name: 'status',
  title: 'What serves, and what is under way',
  description:
    'What each endpoint serves and since when, which rollouts are under way and at which phase, the alarms they watch, the gates at which they wait and whom these ask. Without an endpoint: all that ever had a release or have opted in.',
  input,
  output,
  run: ({ target }, { endpoint }) =>
    withAws(target, async (aws) => {
      const records = recordsOf(aws);
      const { names, lacks } =
        endpoint === undefined ? await everyEndpoint(records) : { names: [endpoint], lacks: undefined };
      const endpoints: EndpointStatus[] = [];
      for (const name of names.slice(0, mostEndpoints)) endpoints.push(await readStatus(aws, records, name));
      return {
        asOf: instantAt(await aws.now()),
        stage: aws.stage,
        region: aws.region,
        endpoints,
        notShown: names.slice(mostEndpoints),
        ...(lacks !== undefined && { lacks }),
      };
    }),
};
