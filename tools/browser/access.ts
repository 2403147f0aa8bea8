import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { type BrowserTest, openPage } from './browser-test.ts';
import { asking, backed, done, running } from './scenes.ts';
import type { StandIn } from './stand-in.ts';

/** The narrowest width that everything has to fit in is that of a small telephone. */
const sizes = [
  { width: 1280, height: 800 },
  { width: 360, height: 740 },
];
const paths = ['', ...[backed, asking, done].map(({ rollout }) => `r/${rollout}`)];

/** WCAG's rules on each view, in both colours and on both sizes, and that nothing is wider than its screen. */
export async function testAccess(given: BrowserTest, server: StandIn): Promise<void> {
  Object.assign(server, { count: 12, live: running, mode: 'aws' });
  for (const colorScheme of ['light', 'dark'] as const)
    for (const viewport of sizes) {
      const { page, shot } = await openPage(given, { viewport, colorScheme });
      for (const path of paths) {
        await page.goto(`${server.url}${path}`);
        await page.locator('.row, .sentence').first().waitFor();
        await shot(`${colorScheme}-${viewport.width}-${path.replace('r/', '') || 'now'}`);
        const where = `/${path}, ${colorScheme}, ${viewport.width} px`;
        const { found, held } = await broken(page);
        if (held < 15)
          throw new Error(`${where}: expected most rules to have something to check, got ${held}`);
        if (found.length > 0) throw new Error(`${where}: ${found.join('; ')}`);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        if (wide > 0) throw new Error(`${where}: expected no scrolling aside, got ${wide} px too many`);
      }
      await page.close();
    }
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const run = `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations, passes }) => ({
  held: passes.length,
  found: violations.map(({ id, help, nodes }) =>
    id + ': ' + help + ' (' + nodes.map(({ html }) => html.slice(0, 120)).join(' | ') + ')'),
}))`;

/** The page's policy allows no scripts but its own, so axe-core comes by the debugger's way. */
async function broken(page: Page): Promise<{ readonly found: readonly string[]; readonly held: number }> {
  const client = await page.context().newCDPSession(page);
  await client.send('Runtime.evaluate', { expression: axe.source });
  const { result } = await client.send('Runtime.evaluate', {
    ...{ expression: run, awaitPromise: true, returnByValue: true },
  });
  return result.value as { found: string[]; held: number };
}
