import type {
  CreateEndpointConfigInput,
  CreateEndpointInput,
  CreateModelInput,
  ListTagsInput,
  Tag,
  UpdateEndpointInput,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../local/transport/aws-error.ts';
import type { OperationHandler } from '../../local/transport/rpc-service.ts';

/** An endpoint as DescribeEndpoint shows it, with the fields that the controller reads. */
export interface FakeEndpoint {
  status: string;
  config: string;
  pending?: string;
  failureReason?: string;
  /** Epoch ms. */
  modified: number;
  /** The update under way: `on` of five green instances take traffic, and the rest of blue. */
  doing?: { readonly status: string; readonly on: number; readonly since: number };
}

interface SageMakerWorld {
  readonly endpoints: Map<string, FakeEndpoint>;
  readonly models: Map<string, CreateModelInput>;
  readonly configs: Map<string, CreateEndpointConfigInput>;
  readonly shifts: (UpdateEndpointInput | CreateEndpointInput)[];
}

const arn = (kind: string, name: string | undefined) =>
  `arn:aws:sagemaker:us-east-1:000000000000:${kind}/${name?.toLowerCase()}`;

/**
 * The thing of that name, or AWS's refusal: `Could not find endpoint "arn…".` (as many issues on GitHub quote
 * it).
 */
function found<T>(kind: string, shown: string, things: ReadonlyMap<string, T>, name = ''): T {
  const thing = things.get(name);
  if (thing === undefined)
    throw new AwsError('ValidationException', `Could not find ${shown} "${arn(kind, name)}".`);
  return thing;
}

function create<T>(kind: string, shown: string, things: Map<string, T>, name: string, thing: T): void {
  if (things.has(name)) {
    const message = `Cannot create already existing ${shown} "${arn(kind, name)}".`;
    throw new AwsError('ValidationException', message);
  }
  things.set(name, thing);
}

/** Models and configs have the tags from their creation. Endpoints have the opt-in tag. */
export function tagsOf(
  { models, configs }: Pick<SageMakerWorld, 'models' | 'configs'>,
  resource: string,
): readonly Tag[] {
  const [kind = '', name = ''] = resource.split(':').at(-1)?.split('/') ?? [];
  const named = (known: string) => known.toLowerCase() === name;
  const made: Record<string, ReadonlyMap<string, { Tags?: Tag[] | undefined }>> = {
    model: models,
    'endpoint-config': configs,
  };
  const things = made[kind];
  if (things === undefined) return [{ Key: 'greenlight:managed', Value: 'true' }];
  return [...things].find(([known]) => named(known))?.[1].Tags ?? [];
}

const pendingVariant = ({ status, on, since }: NonNullable<FakeEndpoint['doing']>) => ({
  StartTime: new Date(since),
  ProductionVariants: [
    {
      VariantName: 'AllTraffic',
      CurrentWeight: 1,
      DesiredWeight: 1,
      CurrentInstanceCount: on,
      DesiredInstanceCount: 5,
      VariantStatus: [{ Status: status, StatusMessage: 'In words that nobody should parse.' }],
    },
  ],
});

/** SageMaker as variables. A call has only its direct effect; the test decides what follows. */
export function sageMakerOperations(
  world: SageMakerWorld,
  clock: { now(): number },
): Record<string, OperationHandler> {
  const at = () => new Date(clock.now());
  return {
    DescribeEndpoint({ EndpointName }: { EndpointName: string }) {
      const endpoint = found('endpoint', 'endpoint', world.endpoints, EndpointName);
      return {
        EndpointName,
        EndpointArn: arn('endpoint', EndpointName),
        EndpointConfigName: endpoint.config,
        EndpointStatus: endpoint.status,
        FailureReason: endpoint.failureReason,
        CreationTime: at(),
        LastModifiedTime: new Date(endpoint.modified),
        ProductionVariants: [
          {
            VariantName: 'AllTraffic',
            DesiredInstanceCount: 5,
            ...(endpoint.doing && { CurrentInstanceCount: 5 - endpoint.doing.on }),
          },
        ],
        ...(endpoint.pending && {
          PendingDeploymentSummary: {
            EndpointConfigName: endpoint.pending,
            ...(endpoint.doing && pendingVariant(endpoint.doing)),
          },
        }),
      };
    },
    ListEndpoints: () => ({
      Endpoints: [...world.endpoints].map(([EndpointName, { status }]) => ({
        EndpointName,
        EndpointArn: arn('endpoint', EndpointName),
        EndpointStatus: status,
        CreationTime: at(),
        LastModifiedTime: at(),
      })),
    }),
    DescribeEndpointConfig: ({ EndpointConfigName }: { EndpointConfigName: string }) => ({
      ...found('endpoint-config', 'endpoint configuration', world.configs, EndpointConfigName),
      EndpointConfigArn: arn('endpoint-config', EndpointConfigName),
      CreationTime: at(),
    }),
    DescribeModel: ({ ModelName }: { ModelName: string }) => ({
      ...found('model', 'model', world.models, ModelName),
      ModelArn: arn('model', ModelName),
      CreationTime: at(),
    }),
    ListTags: ({ ResourceArn = '' }: ListTagsInput) => ({ Tags: tagsOf(world, ResourceArn) }),
    CreateModel(input: CreateModelInput) {
      create('model', 'model', world.models, input.ModelName ?? '', input);
      return { ModelArn: arn('model', input.ModelName) };
    },
    CreateEndpointConfig(input: CreateEndpointConfigInput) {
      const name = input.EndpointConfigName ?? '';
      create('endpoint-config', 'endpoint configuration', world.configs, name, input);
      return { EndpointConfigArn: arn('endpoint-config', name) };
    },
    DeleteModel({ ModelName }: { ModelName: string }) {
      found('model', 'model', world.models, ModelName);
      world.models.delete(ModelName);
    },
    DeleteEndpointConfig({ EndpointConfigName: name }: { EndpointConfigName: string }) {
      found('endpoint-config', 'endpoint configuration', world.configs, name);
      world.configs.delete(name);
    },
    CreateEndpoint(input: CreateEndpointInput) {
      const { EndpointName = '', EndpointConfigName: config = '' } = input;
      create('endpoint', 'endpoint', world.endpoints, EndpointName, {
        status: 'Creating',
        config,
        modified: clock.now(),
      });
      world.shifts.push(input);
      return { EndpointArn: arn('endpoint', EndpointName) };
    },
    UpdateEndpoint(input: UpdateEndpointInput) {
      const { EndpointName = '', EndpointConfigName: pending = '' } = input;
      const endpoint = found('endpoint', 'endpoint', world.endpoints, EndpointName);
      if (endpoint.status !== 'InService') {
        const message = `Cannot update in-progress endpoint "${arn('endpoint', EndpointName)}".`;
        throw new AwsError('ValidationException', message);
      }
      world.endpoints.set(EndpointName, { ...endpoint, status: 'Updating', pending, modified: clock.now() });
      world.shifts.push(input);
      return { EndpointArn: arn('endpoint', EndpointName) };
    },
  };
}
