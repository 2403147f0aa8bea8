import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteTagsCommand,
  type SageMakerClient,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
} from '@aws-sdk/client-sagemaker';

/** Calls that people make in the console or with other tools. */
export const sageMakerCalls = {
  AddTags: AddTagsCommand,
  CreateEndpoint: CreateEndpointCommand,
  CreateEndpointConfig: CreateEndpointConfigCommand,
  CreateModel: CreateModelCommand,
  DeleteEndpoint: DeleteEndpointCommand,
  DeleteEndpointConfig: DeleteEndpointConfigCommand,
  DeleteModel: DeleteModelCommand,
  DeleteTags: DeleteTagsCommand,
  UpdateEndpoint: UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacities: UpdateEndpointWeightsAndCapacitiesCommand,
} as const;

/** Makes the call. `input` comes from the story unchecked: SageMaker itself reports what is wrong with it. */
export async function callSageMaker(
  client: SageMakerClient,
  name: keyof typeof sageMakerCalls,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  // biome-ignore lint/suspicious/noExplicitAny: each command has an input type of its own
  const Command = sageMakerCalls[name] as new (input: any) => CreateModelCommand;
  await client.send(new Command(input));
}
