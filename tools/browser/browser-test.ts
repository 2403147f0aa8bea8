import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** What each browser test is given. */
export interface BrowserTest {
  readonly browser: Browser;
  /** Where its screenshots go. */
  readonly folder: string;
}

export interface OpenedPage {
  readonly page: Page;
  /** Whatever the page threw or wrote to the console as an error, so far. */
  readonly errors: string[];
  /** A screenshot of what is seen, as `<name>.png`. */
  shot(name: string): Promise<void>;
}

/** @throws Error if it is not so */
export function expect(got: unknown, wanted: unknown): void {
  if (got !== wanted) throw new Error(`expected ${String(wanted)}, got ${String(got)}`);
}

export async function openPage(
  { browser, folder }: BrowserTest,
  options: BrowserContextOptions,
): Promise<OpenedPage> {
  const page = await browser.newPage(options);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return {
    ...{ page, errors },
    shot: async (name) => {
      await page.screenshot({ path: join(folder, `${name}.png`) });
    },
  };
}
