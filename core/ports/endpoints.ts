import type { EndpointReading } from '../deployment/reading.ts';
import type { Tag } from '../own-tags.ts';
import type {
  DeploymentConfig,
  EndpointConfigDefinition,
  EndpointProgress,
  EndpointView,
  KeptConfig,
  LiveEndpoint,
  ModelDefinition,
} from '../sagemaker.ts';

/** SageMaker's endpoints, endpoint configs and models. A refusal by the API is thrown as ApiRefused. */
export interface Endpoints {
  view(name: string): Promise<EndpointView | undefined>;
  /** From the same call: the progress of a running update. */
  progress(name: string): Promise<EndpointProgress | undefined>;
  /** From the same call, for people: both fleets, and what SageMaker does with them. */
  deployment(name: string): Promise<EndpointReading | undefined>;
  /** Both from one call. */
  viewAndReading(
    name: string,
  ): Promise<{ readonly view: EndpointView; readonly reading: EndpointReading } | undefined>;
  /** `withTags`: also the tags of its config and models, one more call for each. */
  live(name: string, withTags?: 'with-tags'): Promise<LiveEndpoint | undefined>;
  /**
   * SageMaker's spelling of that endpoint name, which may differ only by case; undefined if there is none.
   */
  ownName(name: string): Promise<string | undefined>;
  /** An endpoint config that a rollback may go back to. */
  kept(configName: string): Promise<KeptConfig | undefined>;
  /** Both are idempotent for the same content. Other content under the name is refused. */
  createModel(name: string, model: ModelDefinition): Promise<void>;
  createEndpointConfig(name: string, config: EndpointConfigDefinition): Promise<void>;
  /** With the tag by which an endpoint allows releases, and with others. */
  createEndpoint(
    name: string,
    configName: string,
    deployment: DeploymentConfig,
    tags: readonly Tag[],
  ): Promise<void>;
  /** Keeps the instance counts that autoscaling has set, unless the fleet is to be resized. */
  updateEndpoint(
    name: string,
    configName: string,
    deployment: DeploymentConfig,
    resize?: boolean,
  ): Promise<void>;
}
