import type { LocalContext } from '../context.ts';
import type { AwsError } from '../transport/aws-error.ts';
import type { Access, AccessRecord, ApiCall, Caller } from './access.ts';
import { type Decision, decide, isAbout } from './decide.ts';
import { denial } from './denial.ts';
import { managedPolicy } from './managed-policies.ts';
import { contextOf, type Lookups, type NeedSite } from './needs/need.ts';
import { needsOf } from './needs/needs.ts';
import { toBeToldOfAbsence } from './needs/s3.ts';
import { readPolicy, type Statement } from './policy.ts';

/** A role as the template has it. */
interface RoleSpec {
  readonly arn: string;
  /** AssumeRolePolicyDocument. */
  readonly trust: unknown;
  readonly policies: readonly unknown[];
  readonly managedPolicyArns: readonly string[];
}

/** The one who acts for a function or a state machine. */
export type RoleCaller = Extract<Caller, { kind: 'role' }>;

/** IAM, as the services see it that act for somebody. Whoever has a role that is not of this stack may do anything. */
export interface Permissions {
  /** AWS's refusal of a call; undefined if it may be made. */
  refusalOf(caller: RoleCaller, call: ApiCall): AwsError | undefined;
  /** The same of an object that turned out not to be there: S3 tells so only who may list the bucket. */
  refusalOfAbsence(caller: RoleCaller, call: ApiCall): AwsError | undefined;
  /** Whether a role may do one thing, where a service asks in its name. */
  roleMay(caller: RoleCaller, action: string, resource: string): AwsError | undefined;
  /** Whether a service may, by the policy of the resource, acting for a rule, a topic or an alarm. */
  serviceMay(service: string, sourceArn: string, action: string, resource: string): AwsError | undefined;
  /** Whether a service may assume a role. */
  mayAssume(service: string, role: string): boolean;
}

export interface Iam extends Permissions {
  /** @throws PolicyError */
  putRole(role: RoleSpec): void;
  /** Of a bucket, a queue or a topic: in place of the policy that it had. @throws PolicyError */
  putResourcePolicy(resourceArn: string, document: unknown): void;
  /** AddPermission of Lambda: one more statement. @throws PolicyError */
  addPermission(functionArn: string, statement: object): void;
  /** The roles that there are, by ARN, with what their policies say. */
  roles(): ReadonlyMap<string, readonly Statement[]>;
}

interface Role {
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
}

/**
 * IAM: the roles and resource policies of the stack, and whether they allow what functions, state machines and
 * AWS's services do with them.
 * @param onAccess told of each question and its answer
 */
export function createIam(
  context: LocalContext,
  lookups: Lookups,
  onAccess?: (record: AccessRecord) => void,
): Iam {
  const roles = new Map<string, Role>();
  const resourcePolicies = new Map<string, readonly Statement[]>();
  const site: NeedSite = { ...lookups, context };
  /** What was decided by policies without looking at the request's context: it is so until a policy changes. */
  const decisions = new Map<string, Decision>();

  const policyOf = (resource: string): readonly Statement[] => {
    // A bucket's policy speaks of its objects, too.
    const owner = /^arn:aws:s3:::[^/]+/.exec(resource)?.[0] ?? resource;
    const own = resourcePolicies.get(owner);
    if (own !== undefined) return own;
    return /^arn:aws:sns:/.test(resource) ? defaultTopicPolicy(context.account, resource) : [];
  };

  const refusalOf = (service: string, by: Caller, asked: Access): AwsError | undefined => {
    const identity = by.kind === 'role' ? roles.get(by.role)?.statements : undefined;
    // A role that another stack or somebody by hand has made: nothing is known of it.
    if (by.kind === 'role' && identity === undefined) return undefined;
    const { access, isLookedAt } = inContext(asked, context, by);
    const question = questionOf(by, asked);
    let decision = decisions.get(question);
    if (decision === undefined) {
      decision = decide({ identity, resource: policyOf(access.resource) }, by, access);
      if (!isLookedAt()) {
        if (decisions.size >= mostDecisions) decisions.clear();
        decisions.set(question, decision);
      }
    }
    onAccess?.({ by, access: { ...access }, allowed: decision.allowed });
    return decision.allowed ? undefined : denial(service, by, access, decision);
  };

  const firstRefusal = (service: string, by: Caller, accesses: readonly Access[]): AwsError | undefined => {
    for (const access of accesses) {
      const refusal = refusalOf(service, by, access);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };

  return {
    refusalOf: (caller, call) => firstRefusal(call.service, caller, needsOf(call, site)),
    refusalOfAbsence: (caller, { service, input }) => refusalOf(service, caller, toBeToldOfAbsence(input)),
    roleMay: (caller, action, resource) =>
      refusalOf(action.split(':')[0] ?? '', caller, { action, resource, context: {} }),
    serviceMay: (name, sourceArn, action, resource) => {
      const by = { kind: 'service', name, sourceArn } as const;
      return refusalOf(action.split(':')[0] ?? '', by, { action, resource, context: {} });
    },
    mayAssume(service, role) {
      const trust = roles.get(role)?.trust;
      const by = { kind: 'service', name: service, sourceArn: '' } as const;
      const isTrusted = trust?.some(
        ({ effect, principals, actions }) =>
          effect === 'Allow' && isAbout(principals, by) && actions.patterns.includes('sts:assumerole'),
      );
      return isTrusted ?? true;
    },
    putRole({ arn, ...documents }) {
      decisions.clear();
      roles.set(arn, roleOf(documents));
    },
    putResourcePolicy(resourceArn, document) {
      decisions.clear();
      resourcePolicies.set(resourceArn, readPolicy(document, 'resource'));
    },
    addPermission(functionArn, statement) {
      decisions.clear();
      const added = readPolicy({ Version: '2012-10-17', Statement: [statement] }, 'resource');
      resourcePolicies.set(functionArn, [...(resourcePolicies.get(functionArn) ?? []), ...added]);
    },
    roles: () => new Map([...roles].map(([arn, { statements }]) => [arn, statements])),
  };
}

/** A stack has some hundred. */
const mostDecisions = 5000;

const questionOf = (by: Caller, { action, resource }: Access): string =>
  `${by.kind === 'role' ? `${by.role}\n${by.session}` : by.name}\n${action}\n${resource}`;

/** With what every request has. That is put together where somebody looks at it: most statements have no conditions. */
function inContext(
  asked: Access,
  context: LocalContext,
  by: Caller,
): { readonly access: Access; isLookedAt(): boolean } {
  let whole: Access['context'] | undefined;
  const access: Access = {
    action: asked.action,
    resource: asked.resource,
    get context() {
      whole ??= { ...globalContext(context, context.clock.now(), by), ...asked.context };
      return whole;
    },
  };
  return { access, isLookedAt: () => whole !== undefined };
}

/** What every request has, whatever it asks for. Handlers reach AWS by TLS. */
function globalContext({ account, region }: LocalContext, now: number, by: Caller): Access['context'] {
  const common = {
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': region,
    'aws:ResourceAccount': account,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
  };
  if (by.kind === 'role') {
    return contextOf({
      ...common,
      'aws:PrincipalAccount': account,
      'aws:PrincipalArn': by.role,
      'aws:PrincipalIsAWSService': 'false',
      'aws:PrincipalType': 'AssumedRole',
    });
  }
  return contextOf({
    ...common,
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': by.name,
    'aws:SourceAccount': account,
    'aws:SourceArn': by.sourceArn,
    'aws:SourceOwner': account,
  });
}

const readRoles = new Map<string, Role>();

/** By its documents' text: each world has the same roles, and what was found out about their statements stays with them. */
function roleOf({ trust, policies, managedPolicyArns }: Omit<RoleSpec, 'arn'>): Role {
  const text = JSON.stringify([trust, policies, managedPolicyArns]);
  const known = readRoles.get(text);
  if (known !== undefined) return known;
  const documents = [...policies, ...managedPolicyArns.map(managedPolicy)];
  const role: Role = {
    trust: readPolicy(trust, 'trust'),
    statements: documents.flatMap((document) => readPolicy(document, 'role')),
  };
  readRoles.set(text, role);
  return role;
}

const topicPolicies = new Map<string, readonly Statement[]>();

/** A topic's policy where none is set: its own account may do anything with it (SNS guide). */
function defaultTopicPolicy(account: string, topicArn: string): readonly Statement[] {
  const known = topicPolicies.get(topicArn);
  if (known !== undefined) return known;
  const statements = readPolicy(
    {
      Version: '2008-10-17',
      Statement: {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: ['SNS:Publish', 'SNS:Subscribe', 'SNS:GetTopicAttributes', 'SNS:ListSubscriptionsByTopic'],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': account } },
      },
    },
    'resource',
  );
  topicPolicies.set(topicArn, statements);
  return statements;
}
