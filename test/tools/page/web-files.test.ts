import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../../../tools/files-below.ts';
import { webFiles } from '../../../tools/page/web-files.ts';
import { readSource, repository } from '../../support/source-graph.ts';

const files = await webFiles();

describe('The page as it is served', () => {
  it('is one document, one script and one stylesheet', () => {
    expect(Object.keys(files).sort()).toEqual(['index.html', 'page.css', 'page.js']);
    expect(files['index.html']?.body).toContain('<base href="/">');
    for (const { body } of Object.values(files)) expect(body.length).toBeGreaterThan(500);
  });

  it('has at most 120 KB compressed', () => {
    const bytes = Object.values(files).reduce((sum, { body }) => sum + gzipSync(body).length, 0);
    expect(bytes).toBeLessThan(120_000);
  });

  it('has nothing in it that its policy forbids: no script, style or handler within the document, nothing from elsewhere', () => {
    const html = files['index.html']?.body ?? '';
    expect(html).not.toMatch(/<script(?![^>]* src="page\.js")|<style|\son\w+=|\sstyle=/);
    expect([...html.matchAll(/(?:src|href)="(?!data:)([^"]*)"/g)].map(([, to]) => to)).toEqual([
      '/',
      'page.css',
      'page.js',
    ]);
    expect(/url\(|@import/.test(files['page.css']?.body ?? '')).toBe(false);
    expect(/\beval\(|\bnew Function\b/.test(files['page.js']?.body ?? '')).toBe(false);
  });

  it('never makes markup of text', async () => {
    const sources = (await filesBelow(repository, 'web')).filter((file) => /\.tsx?$/.test(file));
    expect(sources.length).toBeGreaterThan(30);
    const markup = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write/;
    const found: string[] = [];
    for (const file of sources) if (markup.test(await readSource(file))) found.push(file);
    expect(found).toEqual([]);
  });
});
