import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../local/sagemaker/assumptions.ts';
import { smallStack } from '../local/stack/small-stack.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const documents = [
  'README.md',
  'local/README.md',
  ...(await readdir(join(repository, 'docs'), { recursive: true }))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const read = (path: string) => readFile(join(repository, path), 'utf8');

describe.each(documents)('%s', (document) => {
  it('links to files that are there', async () => {
    const text = await read(document);
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !existsSync(join(repository, dirname(document), target)));
    expect(broken).toEqual([]);
  });

  // Decisions speak of the code as it was then.
  if (document.startsWith('docs/adr/')) return;
  it('names sources that are there', async () => {
    const text = await read(document);
    const sources =
      /`((?:core|app|adapters|composition|functions|local|on-local-aws|cli|scenarios|bench)\/[\w./-]+)`/g;
    const named = [...text.matchAll(sources)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});

describe('docs/assumptions.md', () => {
  it.each(Object.keys(defaultAssumptions))('has the switch %s', async (name) => {
    expect(await read('docs/assumptions.md')).toContain(`\`${name}\``);
  });
});

/** As docs/local-aws.md calls the services that are signed for by these names. */
const services: Readonly<Record<string, string>> = {
  'application-autoscaling': 'Application Auto Scaling',
  dynamodb: 'DynamoDB',
  events: 'EventBridge',
  lambda: 'Lambda',
  monitoring: 'CloudWatch',
  'runtime.sagemaker': 'SageMaker Runtime',
  s3: 'S3',
  sagemaker: 'SageMaker',
  secretsmanager: 'Secrets Manager',
  servicequotas: 'Service Quotas',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'Systems Manager',
  states: 'Step Functions',
  sts: 'STS',
};

describe('docs/local-aws.md', () => {
  it('names every service that answers, with all its operations', async () => {
    const { aws } = await smallStack({});
    const answering = aws.router.services ?? [];
    expect(answering.map(({ id }) => id).sort()).toEqual(Object.keys(services).sort());
    const rows = (await read('docs/local-aws.md')).split('\n');
    const missing = answering.flatMap(({ id, operations = [] }) => {
      const row = rows.find((line) => line.startsWith(`| ${services[id]} |`));
      if (row === undefined) return [id];
      return operations.filter((operation) => !new RegExp(`\\b${operation}\\b`).test(row));
    });
    expect(missing).toEqual([]);
  });
});

describe('docs/README.md', () => {
  it('is a map of every document', async () => {
    const map = await read('docs/README.md');
    const missing = documents.filter(
      (path) =>
        /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/README.md' && !map.includes(`(${path.slice(5)})`),
    );
    expect(missing).toEqual([]);
  });
});
