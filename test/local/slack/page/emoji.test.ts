import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { emoji, withEmoji } from '../../../../local/slack/page/emoji.ts';

const core = fileURLToPath(new URL('../../../../core', import.meta.url));
const sources = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ts'),
);

it('Every emoji that begins a text of ours is one that the page shows', () => {
  const code = (name: string) => readFileSync(join(core, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const used = sources.flatMap((name) =>
    [...code(name).matchAll(/['`]:([a-z_]+):/g)].map(([, one]) => one as string),
  );
  expect(used.length).toBeGreaterThan(15);
  expect(used.filter((name) => !Object.hasOwn(emoji, name))).toEqual([]);
});

it('An unknown one stays as it is written, as in Slack', () => {
  expect(withEmoji('at 10:00:00 :bell: :nothing_such: :constructor:')).toBe(
    'at 10:00:00 🔔 :nothing_such: :constructor:',
  );
});
