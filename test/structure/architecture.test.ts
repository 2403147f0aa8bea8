import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { arrows } from '../support/arrows.ts';
import { repository, sourceGraph } from '../support/source-graph.ts';

const page = await readFile(join(repository, 'docs/architecture.md'), 'utf8');

/** The cells of a section's table, row by row, without its head. */
function tableBelow(heading: string): string[][] {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/architecture.md', () => {
  it('prints what each folder may import, as it is checked', () => {
    const printed = tableBelow('What each folder may touch').map(([folder, , imports]) => [folder, imports]);
    const checked = Object.entries(arrows).map(([folder, { to, packages }]) => {
      const names = [...to.filter((other) => other !== folder), ...(packages === 'any' ? [] : packages)];
      const listed = [...names.map((name) => `\`${name}\``), ...(packages === 'any' ? ['any package'] : [])];
      return [`\`${folder}/\``, listed.join(', ')];
    });
    expect(printed).toEqual(checked);
  });

  it('lists the rooms of core from the bottom: each imports only rooms above it', async () => {
    const listed = tableBelow('The rooms of `core/`').flatMap(([rooms = '']) =>
      [...rooms.matchAll(/`([\w-]+)`/g)].map(([, room = '']) => room),
    );
    const graph = await sourceGraph(['core']);
    const isRoom = (file: string) => file.split('/').length > 2;
    const roomOf = (file: string) => file.split('/')[1] ?? '';
    const rooms = new Set([...graph.keys()].filter(isRoom).map(roomOf));
    expect(listed.toSorted()).toEqual([...rooms].sort());

    /** What a file reaches of other rooms, directly or through files beside the rooms. */
    const reach = (file: string): string[] =>
      (graph.get(file) ?? []).flatMap(({ target, isPackage }) => {
        if (isPackage) return [];
        return isRoom(target) ? [roomOf(target)] : reach(target);
      });
    const wrong = [...graph.keys()].filter(isRoom).flatMap((file) =>
      reach(file)
        .filter((room) => listed.indexOf(room) > listed.indexOf(roomOf(file)))
        .map((room) => `${file} → ${room}, which stands below`),
    );
    expect(wrong).toEqual([]);
  });
});
