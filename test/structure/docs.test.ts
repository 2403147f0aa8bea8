import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { defaultAssumptions } from '../../local/sagemaker/assumptions.ts';
import { smallStack } from '../local/stack/small-stack.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const documents = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'local/README.md'],
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

// Plain `npx serverless` fetches another product where Greenlight is not installed.
it.each(documents)('%s never tells to run the framework by its name', async (document) => {
  const commands = [...(await read(document)).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  expect(commands.join('\n')).not.toMatch(/npx (serverless|sls|osls)\b/);
});

describe('Texts for people', () => {
  // An installed tool has no docs/ at hand, and neither has who reads a notice.
  it('name a document by the command that prints it, and that document is there', async () => {
    const folders = ['core', 'app', 'adapters', 'functions', 'cli', 'stack'];
    const sources = (await everyFile()).filter((file) => folders.some((top) => file.startsWith(`${top}/`)));
    const wrong: string[] = [];
    for (const file of sources.filter((path) => path.endsWith('.ts'))) {
      const code = (await read(file)).replace(/^\s*(\/\/|\/?\*).*$/gm, '');
      const paths = [...code.matchAll(/docs\/[\w/-]+\.md/g)].map(([path]) => path);
      const named = [...code.matchAll(/greenlight docs ([a-z-]+)/g)].map(([, name]) => `docs/${name}.md`);
      wrong.push(...paths.map((path) => `${file}: ${path}`));
      wrong.push(...named.filter((path) => !documents.includes(path)).map((path) => `${file}: no ${path}`));
    }
    expect(wrong).toEqual([]);
  });
});

/** Lines of comments: `//`, ` * ` and `/** ` in sources, `#` in YAML. What stands after code is not looked at. */
const commentIn = (file: string, text: string): string[] =>
  text.match(/\.ya?ml$/.test(file) ? /^\s*#.*$/gm : /^\s*(?:\/\/|\/?\*).*$/gm) ?? [];

/** Files that a comment names: `core/plan/resolve.ts`, or only the end of that. */
const namedIn = (comment: string): string[] =>
  comment.match(/(?<![\w*/.-])[\w/-][\w/.-]*\.(?:ts|md)\b/g) ?? [];

/** Every file of ours, relative to the repository. */
async function everyFile(): Promise<string[]> {
  const tops = await readdir(repository, { withFileTypes: true });
  const folders = tops.filter((top) => top.isDirectory() && !/^\.|^(?:node_modules|dist)$/.test(top.name));
  const below = folders.map(async ({ name }) => {
    const files = await readdir(join(repository, name), { recursive: true });
    return files.map((file) => `${name}/${file.replaceAll('\\', '/')}`);
  });
  const files = (await Promise.all(below)).flat().filter((file) => !file.includes('/node_modules/'));
  return [...files, ...tops.filter((top) => top.isFile()).map(({ name }) => name)];
}

describe('Comments', () => {
  it('name files that are there, and no design that nobody can read', async () => {
    const all = await everyFile();
    const exists = (name: string) => all.some((file) => file === name || file.endsWith(`/${name}`));
    const wrong: string[] = [];
    for (const file of all.filter((path) => /\.(ts|mjs|ya?ml)$/.test(path) && !path.includes('fixtures/'))) {
      const comments = commentIn(file, await read(file));
      for (const name of comments.flatMap(namedIn)) if (!exists(name)) wrong.push(`${file}: ${name}`);
      if (comments.some((line) => /\b(?:design|facts) §/.test(line))) wrong.push(`${file}: design §`);
    }
    expect(wrong).toEqual([]);
  });

  it('are found in every form, and names in them', () => {
    const source = "/** As a/b.ts. */\n  // See c.md\n * and d-e.test.ts\nconst a = 'f.ts';";
    expect(commentIn('x.ts', source).flatMap(namedIn)).toEqual(['a/b.ts', 'c.md', 'd-e.test.ts']);
    expect(commentIn('x.yml', '# as g.ts\na: h.ts').flatMap(namedIn)).toEqual(['g.ts']);
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
