import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { onTestFinished } from 'vitest';

export type Entry = Parameters<ReturnType<typeof pack>['entry']>[0] & { readonly content?: string };

/** A gzip tar of the given entries, however bad. */
export async function archive(...entries: Entry[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header, content);
  tar.finalize();
  return gzipSync(await buffer(tar));
}

/** A fresh folder with these files, removed after the test. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'greenlight-test-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return path;
}

export const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
