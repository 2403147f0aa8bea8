import { fileURLToPath } from 'node:url';
import type { CDPSession, Page } from 'playwright-core';
import { bundledPage } from '../page/bundled-page.ts';
import { type BrowserTest, openPage } from './browser-test.ts';
import { long } from './scenes.ts';
import { type StandIn, standIn } from './stand-in.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const steps = 240;
const rounds = 5;
/** How many times the script time of an empty page dragging may take. */
const most = 3;

interface Dragged {
  readonly page: Page;
  readonly session: CDPSession;
}

/**
 * Drags through a rollout of eight hours with 500 lines, on the real page and on one with nothing but the time machine itself, in
 * turn. What is compared is the CPU time of scripts for each step, so that whatever else runs on the machine does not count.
 */
export async function testDragging(given: BrowserTest): Promise<void> {
  const servers = [
    await standIn(await bundledPage(root)),
    await standIn(await bundledPage(root, 'web/empty.tsx')),
  ];
  try {
    const [real, empty] = await Promise.all(servers.map((server) => open(given, server)));
    if (real === undefined || empty === undefined) throw new Error('no page');
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const base = await drag(empty);
      const cost = await drag(real);
      ratios.push(cost.script / base.script);
      process.stdout.write(
        `dragging: ${ms(cost.script)} of script a step (${ms(cost.all)} in all); on an empty page ${ms(base.script)} (${ms(base.all)})\n`,
      );
    }
    const median = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
    process.stdout.write(`dragging: ${median.toFixed(2)} times the script time of an empty page\n`);
    if (!(median <= most))
      throw new Error(`dragging: expected at most ${most} times, got ${median.toFixed(2)}`);
    await Promise.all([real.page.close(), empty.page.close()]);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

const ms = (seconds: number): string => `${(seconds * 1000).toFixed(2)} ms`;

async function open(given: BrowserTest, server: StandIn): Promise<Dragged> {
  const { page } = await openPage(given, { viewport: { width: 1280, height: 800 } });
  await page.goto(`${server.url}r/${long.rollout}`);
  await page.locator('.marks .mark').first().waitFor();
  // Everything that is drawn once is drawn.
  await page.waitForTimeout(1500);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return { page, session };
}

/** The main thread's CPU seconds for each step of a drag from one end to the other. */
async function drag({ page, session }: Dragged): Promise<{ script: number; all: number }> {
  await page.bringToFront();
  const box = await page.locator('.slider').boundingBox();
  if (box === null) throw new Error('dragging: there is no slider');
  const y = box.y + box.height / 2;
  const [left, width] = [box.x + 10, box.width - 20];
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  };
  const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number) =>
    session.send('Input.dispatchMouseEvent', {
      ...{ type, x, y, button: 'left', buttons: 1 },
      clickCount: 1,
    });
  await mouse('mousePressed', left);
  const before = await read();
  for (let step = 0; step <= steps; step += 1) await mouse('mouseMoved', left + (width * step) / steps);
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  const after = await read();
  await mouse('mouseReleased', left + width);
  const spent = (name: string) => (after(name) - before(name)) / steps;
  return { script: spent('ScriptDuration'), all: spent('TaskDuration') };
}
