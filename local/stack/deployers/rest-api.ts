import * as z from 'zod';
import { deployer } from './deployer.ts';

const regional = z.strictObject({ Types: z.tuple([z.enum(['REGIONAL', 'EDGE'])]) });

export const restApi = deployer({
  properties: z.strictObject({ Name: z.string(), EndpointConfiguration: regional.optional() }),
  inert: { Description: 'it is only shown', Tags: 'nothing reads the tags of APIs' },
  create({ Name }, { services }) {
    const { id, rootResourceId } = services.restApis.create(Name);
    return { ref: id, attributes: { RestApiId: id, RootResourceId: rootResourceId } };
  },
});

/** `arn:<partition>:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations` */
const functionUri = /:lambda:path\/2015-03-31\/functions\/(arn:.+)\/invocations$/;

/** Only on the API's root, and only for whoever IAM lets in. */
export const apiMethod = deployer({
  properties: z.strictObject({
    RestApiId: z.string(),
    ResourceId: z.string(),
    HttpMethod: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']),
    AuthorizationType: z.literal('AWS_IAM'),
    Integration: z.strictObject({
      Type: z.literal('AWS_PROXY'),
      IntegrationHttpMethod: z.literal('POST'),
      Uri: z.string().regex(functionUri),
    }),
  }),
  create({ RestApiId, HttpMethod, Integration }, { services }, { logicalId }) {
    const functionArn = functionUri.exec(Integration.Uri)?.[1] ?? '';
    services.restApis.putMethod(RestApiId, HttpMethod, { functionArn });
    return { ref: logicalId, attributes: {} };
  },
});

export const apiDeployment = deployer({
  properties: z.strictObject({ RestApiId: z.string() }),
  inert: { Description: 'it is only shown' },
  create({ RestApiId }, { services }) {
    const id = services.restApis.deploy(RestApiId);
    return { ref: id, attributes: { DeploymentId: id } };
  },
});

export const apiStage = deployer({
  properties: z.strictObject({ RestApiId: z.string(), DeploymentId: z.string(), StageName: z.string() }),
  inert: { Description: 'it is only shown', Tags: 'nothing reads the tags of APIs' },
  create({ RestApiId, DeploymentId, StageName }, { services }) {
    services.restApis.createStage(RestApiId, DeploymentId, StageName);
    return { ref: StageName, attributes: {} };
  },
});
