import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Access, AccessRecord } from '../../local/iam/access.ts';
import { decide } from '../../local/iam/decide.ts';
import { readPolicy, type Statement } from '../../local/iam/policy.ts';
import { loadReleaseStory, releasesFolder, scenarioPath } from '../../scenarios/load.ts';
import { openWorld } from '../../scenarios/open-world.ts';
import { runReleaseStory } from '../../scenarios/run-release-story.ts';
import { packageIfStale } from '../../tools/package-if-stale.ts';
import { fakeAws } from '../support/fake-aws.ts';
import { functionStories } from '../support/function-stories/all.ts';
import { played } from '../support/killing.ts';
import { type NeededRight, neededRights } from '../support/needed-rights.ts';
import { type Packaged, packaged, packagingMs } from '../support/packaged.ts';

/**
 * Whether each function, and each state machine, may do all that it does and nothing else. The local AWS enforces
 * IAM in every story. Here it is the other way round: each right is taken away, and some call must then be denied.
 */

/** Rights that no call of a story shows, each with its reason. */
const exceptions: readonly { readonly role: RegExp; readonly right: RegExp; readonly why: string }[] = [
  { role: /./, right: /^logs:/, why: 'Lambda and Step Functions write logs' },
  { role: /./, right: /:log-group:/, why: 'Lambda writes logs' },
  { role: /./, right: /^xray:/, why: 'Lambda and Step Functions write traces' },
  {
    role: /./,
    right: /^\*$/,
    why: 'the only resource of actions that have none, among them of logs and traces',
  },
  {
    role: /Machine/,
    right: /:function:[\w-]+:\*$/,
    why: 'serverless-step-functions lets a machine call versions, too; the machines call the functions themselves',
  },
  {
    role: /(prepare|resolve)Release/,
    right: /^s3:abortmultipartupload$/,
    why: 'a copy in parts that fails, of an artifact larger than 5 GiB',
  },
  {
    role: /./,
    right: /^s3:deleteobject$/,
    why: 'a pinned object of a bucket whose versioning was suspended',
  },
];

const stories = [
  'waits/busy-endpoint',
  'gates/nobody-answers-keep',
  'gates/hold-nobody-answers',
  'judge/no-requests',
  'scores/sound',
  'manifest/folder',
  'manifest/none-inherits',
  'one-at-a-time/latest-wins',
  'manifest-change/more-calls-than-aws-takes',
];

let stack: Packaged;
let roles: ReadonlyMap<string, readonly Statement[]>;
/** Of the whole product: the state machines', and what Lambda does for functions. */
const told: AccessRecord[] = [];
beforeAll(async () => {
  stack = await packaged();
  const template: unknown = JSON.parse(await readFile(await packageIfStale('local'), 'utf8'));
  const { aws } = await openWorld({ template });
  roles = aws.roles();
  await aws.close();
  for (const id of stories) {
    const story = await loadReleaseStory(scenarioPath(id, releasesFolder));
    await runReleaseStory(story, template, 'direct', (record) => told.push(record));
  }
}, packagingMs);

/** `OnArtifactUploaded`, as the template names it. */
const idOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

const roleOf = (name: string): string =>
  `arn:aws:iam::000000000000:role/greenlight-local-${name}-us-east-1-lambdaRole`;

/** A resource of the functions' own stories, by its name in the stack. */
function inStack({ resource, ...access }: Access): Access {
  const named = resource
    .replaceAll('greenlight-test', 'greenlight-local')
    .replace('role/greenlight-model-', 'role/greenlight-local-');
  const secret = /^(arn:aws:secretsmanager:.*)-\w{6}$/.exec(named)?.[1];
  const all = [...roles.values()].flat().flatMap(({ resources }) => resources.patterns);
  return { ...access, resource: all.find((one) => secret && one.startsWith(secret)) ?? named };
}

async function accessesOf(name: string): Promise<Access[]> {
  const left = await Promise.all(Object.values(functionStories[name] ?? {}).map((story) => played(story)));
  return left.flatMap(({ accesses }) => accesses.map(inStack));
}

type Exception = (typeof exceptions)[number];
const covers = ({ role, right }: Exception, { role: of, pattern }: NeededRight): boolean =>
  role.test(of) && right.test(pattern);

/** The rights that nothing needs. With RIGHTS=1, each right and the call that needs it are printed. */
function idleRights(
  own: ReadonlyMap<string, readonly Statement[]>,
  records: readonly AccessRecord[],
): string[] {
  const rights = neededRights(own, records).map((right) => ({
    right,
    why: right.by === undefined ? exceptions.find((one) => covers(one, right))?.why : neededBy(right.by),
  }));
  if (process.env.RIGHTS) {
    for (const { right, why } of rights)
      process.stdout.write(`${shown(right)}\n    ${why ?? 'NOTHING NEEDS IT'}\n`);
  }
  return rights.flatMap(({ right, why }) => (why === undefined ? [shown(right)] : []));
}

const neededBy = ({ by, access }: AccessRecord): string =>
  `${by.kind === 'role' ? by.session : by.name} ${access.action} ${access.resource}`;

/** As `serverless.yml` has it: where to look for a right that nothing needs. */
const shown = ({ role, kind, pattern, statement }: NeededRight): string =>
  `${role.split('/').at(-1)}: ${kind} ${pattern} of ${JSON.stringify({
    actions: statement.actions.patterns,
    resources: statement.resources.patterns,
  })}`;

const recordsOf = (name: string, accesses: readonly Access[]): AccessRecord[] => [
  ...told.filter(({ by }) => by.kind === 'role' && by.role === roleOf(name)),
  ...accesses.map((access) => ({
    by: { kind: 'role', role: roleOf(name), session: `greenlight-local-${name}` } as const,
    access,
    allowed: true,
  })),
];

describe('Each function', () => {
  it('has its stories here', () => {
    const functions = stack.ofType('AWS::Lambda::Function').map(([id]) => id.replace(/LambdaFunction$/, ''));
    expect(Object.keys(functionStories).map(idOf).toSorted()).toEqual(functions.sort());
  });

  it.each(Object.keys(functionStories))(
    '%s may do all that it does, and nothing that it never does',
    async (name) => {
      const records = recordsOf(name, await accessesOf(name));
      expect(records.length).toBeGreaterThan(0);
      const role = roleOf(name);
      const identity = roles.get(role);
      expect(identity).toBeDefined();
      const denied = records.filter(
        ({ by, access }) => !decide({ identity, resource: [] }, by, access).allowed,
      );
      expect(denied.map(({ access }) => `${access.action} ${access.resource}`)).toEqual([]);
      const own = new Map([[role, identity as readonly Statement[]]]);
      expect(idleRights(own, records)).toEqual([]);
    },
  );

  it.each(Object.entries(functionStories))(
    '%s is given the environment that it asks for',
    async (name, ownStories) => {
      const { seam } = await fakeAws();
      const given =
        stack.template.Resources[`${idOf(name)}LambdaFunction`]?.Properties.Environment.Variables ?? {};
      const env = Object.fromEntries(Object.keys(given).map((key) => [key, 'given']));
      for (const { make } of Object.values(ownStories)) {
        expect(() => make({ ...seam, env })).not.toThrow();
        expect(() => make({ ...seam, env: {} })).toThrow();
      }
    },
  );
});

describe('Each state machine', () => {
  it.each(['RolloutMachineRole', 'HoldMachineRole'])('has in %s only what it needs', (id) => {
    const role = `arn:aws:iam::000000000000:role/greenlight-local-${id}`;
    const statements = roles.get(role) ?? [];
    expect(statements).not.toEqual([]);
    expect(idleRights(new Map([[role, statements]]), told)).toEqual([]);
  });
});

describe('The report', () => {
  it('finds a right that nothing needs', () => {
    const role = roleOf('shiftTraffic');
    const more = readPolicy(
      { Statement: [{ Effect: 'Allow', Action: ['sagemaker:UpdateEndpoint', 's3:*'], Resource: '*' }] },
      'role',
    );
    expect(idleRights(new Map([[role, more]]), told)).toEqual([
      expect.stringContaining(`${role.split('/').at(-1)}: action s3:*`),
    ]);
  });
});

describe('The exceptions', () => {
  it('are each of a right that there is', () => {
    const all = neededRights(roles, []);
    const unused = exceptions.filter((exception) => !all.some((right) => covers(exception, right)));
    expect(unused.map(({ why }) => why)).toEqual([]);
  });
});
