import { beforeAll, describe, expect, it } from 'vitest';
import { fakeAws } from '../support/fake-aws.ts';
import { functionStories } from '../support/function-stories/all.ts';
import { played } from '../support/killing.ts';
import { type Packaged, packaged, packagingMs, type Resource, statementsOf } from '../support/packaged.ts';

/**
 * Whether each function may do what it does, and little else. Nothing on a laptop checks IAM: a right that is
 * missing would show only on AWS, so here every function goes through all of its calls.
 */
/** Rights that no call of ours shows: AWS asks for them behind one. */
const behindTheScenes = [
  // Lambda itself writes logs, traces and dead letters with the function's role.
  /^logs:/,
  /^xray:/,
  /^sqs:SendMessage$/,
  // And takes in a queue's messages with it.
  /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
  // CreateModel passes the model its role; without ListBucket a missing manifest reads as "access denied".
  /^iam:PassRole$/,
  /^s3:ListBucket$/,
  // A copy of a version reads that very version.
  /^s3:GetObjectVersion$/,
  // What is made with tags is tagged.
  /^sagemaker:AddTags$/,
  /^cloudwatch:TagResource$/,
  // An endpoint whose config has a key is granted its use.
  /^kms:CreateGrant$/,
  // A copy in parts, which only what is larger than 5 GiB needs; and the listing of a folder.
  /^s3:AbortMultipartUpload$/,
  /^s3:ListBucketVersions$/,
  // Lambda takes messages off a queue with the function's role.
  /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
  // Of an object without versions.
  /^s3:DeleteObject$/,
];

let stack: Packaged;
beforeAll(async () => {
  stack = await packaged();
}, packagingMs);

/** `OnArtifactUploaded`, as the template names it. */
const idOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const ids = Object.keys(functionStories).map(idOf);

const allowed = (name: string): string[] =>
  statementsOf(stack.template.Resources[`${name}IamRoleLambdaExecution`] as Resource).flatMap(
    ({ actions }) => actions,
  );

describe('Each function', () => {
  it('has its stories here', () => {
    const functions = stack.ofType('AWS::Lambda::Function').map(([id]) => id.replace(/LambdaFunction$/, ''));
    expect(ids.toSorted()).toEqual(functions.sort());
  });

  it.each(Object.entries(functionStories))(
    '%s may do all that it does, and nothing that it never does',
    async (name, stories) => {
      const calls = await Promise.all(
        Object.values(stories).map(async (story) => (await played(story)).calls),
      );
      const done = [...new Set(calls.flat())].sort();
      expect(done.length).toBeGreaterThan(0);
      const rights = allowed(idOf(name));
      expect(done.filter((action) => !rights.includes(action))).toEqual([]);
      const idle = rights.filter((action) => !behindTheScenes.some((pattern) => pattern.test(action)));
      expect(idle.filter((action) => !done.includes(action))).toEqual([]);
    },
  );

  it.each(Object.entries(functionStories))(
    '%s is given the environment that it asks for',
    async (name, stories) => {
      const { seam } = await fakeAws();
      const given =
        stack.template.Resources[`${idOf(name)}LambdaFunction`]?.Properties.Environment.Variables ?? {};
      const env = Object.fromEntries(Object.keys(given).map((key) => [key, 'given']));
      for (const { make } of Object.values(stories)) {
        expect(() => make({ ...seam, env })).not.toThrow();
        expect(() => make({ ...seam, env: {} })).toThrow();
      }
    },
  );
});
