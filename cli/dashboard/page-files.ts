import { webFiles } from '../../tools/page/web-files.ts';

/** A file of the page, as it is answered. */
export interface PageFile {
  readonly type: string;
  readonly body: string;
}

/** The page's files, by name. `index.html` has `<base href="/">`, where the server writes the page's base. */
export type PageFiles = ReadonlyMap<string, PageFile>;

export const pageFiles = async (): Promise<PageFiles> => new Map(Object.entries(await webFiles()));

/** The page under `base`, as relative addresses on every view need it. */
export const pageAt = ({ body }: PageFile, base: string): string =>
  body.replace('<base href="/">', `<base href="${base}">`);
