import { arnOf } from '../../context.ts';
import type { Deployed, ResourceToCreate, Site } from './deployer.ts';

/** A resource type of which nothing is made: others may still refer to its name and ARN. */
export interface InertType {
  readonly why: string;
  identify(resource: ResourceToCreate, site: Site): Deployed;
}

const nameless = ({ logicalId }: ResourceToCreate): Deployed => ({ ref: logicalId, attributes: {} });

/** The name a property gives, or one as CloudFormation would make it of stack and logical id. */
const nameFrom = (property: unknown, { logicalId }: ResourceToCreate, { stackName }: Site): string =>
  typeof property === 'string' ? property : `${stackName}-${logicalId}`;

export const inertTypes: Readonly<Record<string, InertType>> = {
  'AWS::CloudWatch::Dashboard': {
    why: 'there are no dashboards',
    identify(resource, site) {
      return { ref: nameFrom(resource.properties.DashboardName, resource, site), attributes: {} };
    },
  },
  'AWS::Logs::LogGroup': {
    why: 'there is no CloudWatch Logs',
    identify(resource, site) {
      const name = nameFrom(resource.properties.LogGroupName, resource, site);
      return { ref: name, attributes: { Arn: arnOf(site.context, 'logs', `log-group:${name}:*`) } };
    },
  },
  'AWS::Logs::MetricFilter': { why: 'there is no CloudWatch Logs', identify: nameless },
};

/** Serverless's own bucket for packages. Handlers run from their sources here, so nothing is put into it. */
export const deploymentBucket = {
  logicalId: 'ServerlessDeploymentBucket',
  why: 'handlers run from their sources',
  identify: (_resource: ResourceToCreate, { stackName }: Site): Deployed => {
    const name = `${stackName}-deployment`;
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
  },
};
