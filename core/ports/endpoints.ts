import type { EndpointReading } from '../deployment/reading.ts';
import type {
  DeploymentConfig,
  EndpointConfigDefinition,
  EndpointProgress,
  EndpointView,
  KeptConfig,
  LiveEndpoint,
  ModelDefinition,
} from '../sagemaker.ts';

/** SageMaker's endpoints, endpoint configs and models. Every refusal of the API is thrown as ApiRefused. */
export interface Endpoints {
  view(name: string): Promise<EndpointView | undefined>;
  /** The same call, with how far an update under way is. */
  progress(name: string): Promise<EndpointProgress | undefined>;
  /** The same call, with both fleets and what is done to them, for people. */
  deployment(name: string): Promise<EndpointReading | undefined>;
  live(name: string): Promise<LiveEndpoint | undefined>;
  /**
   * As SageMaker calls the endpoint of that name, of which only the upper and lower case may differ; undefined where
   * there is none.
   */
  ownName(name: string): Promise<string | undefined>;
  /** An endpoint config that a rollback would go back to. */
  kept(configName: string): Promise<KeptConfig | undefined>;
  /** Repeating either with the same content changes nothing; another content under the name is refused. */
  createModel(name: string, model: ModelDefinition): Promise<void>;
  createEndpointConfig(name: string, config: EndpointConfigDefinition): Promise<void>;
  /** With the tag by which an endpoint allows releases. */
  createEndpoint(name: string, configName: string, deployment: DeploymentConfig): Promise<void>;
  /** Keeps the instance counts that autoscaling has set, unless it is to be resized. */
  updateEndpoint(
    name: string,
    configName: string,
    deployment: DeploymentConfig,
    resize?: boolean,
  ): Promise<void>;
}
