/** A file of the page, as it is answered. */
interface WebFile {
  /** Its media type. */
  readonly type: string;
  readonly body: string;
}

/** The page's files by name: `index.html`, `page.js`, `page.css`. */
export type WebFiles = Readonly<Record<string, WebFile>>;
