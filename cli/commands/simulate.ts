import { styleText } from 'node:util';
import { differences } from '../../scenarios/check.ts';
import { formatDuration } from '../../scenarios/duration.ts';
import { type AnyStory, findStory, listStories, loadAnyStory, storyPath } from '../../scenarios/load.ts';
import { releaseDifferences } from '../../scenarios/release-check.ts';
import { runScenario } from '../../scenarios/run.ts';
import { runReleaseStory, UnplayableStory } from '../../scenarios/run-release-story.ts';
import { momentText } from '../../scenarios/timeline.ts';
import { localTemplate } from '../home.ts';
import { outputColumns, printJson, printLines } from '../output/print.ts';
import { wrap } from '../output/wrap.ts';
import { UsageError } from '../usage-error.ts';

export interface SimulateOptions {
  readonly list: boolean;
  readonly page: boolean;
  readonly port: number;
  readonly json: boolean;
}

/** One thing that happened. */
interface Line {
  /** Seconds since the story's start. */
  readonly at: number;
  readonly what: string;
  readonly text: string;
}

/**
 * `greenlight simulate`: plays a story in virtual time, and reports what happened and whether the story
 * expected it. Returns the exit code: 1 if it did not.
 */
export async function simulate(name: string | undefined, options: SimulateOptions): Promise<number> {
  if (options.list) return list(options.json);
  if (name === undefined) {
    throw new UsageError('<scenario>: expected a story: its file, or its name as --list has it.');
  }
  const path = await pathOf(name);
  const told = await storyAt(path);
  if (options.page) {
    // Most who play a story want no server.
    const { showPage } = await import('../dashboard/simulation/show-page.ts');
    return showPage(name, told, options);
  }
  const { lines, untrue } = await play(told);
  const { name: title, shows } = told.story;
  const summary = { type: 'summary', story: name, name: title, asTold: untrue.length === 0, untrue };
  if (options.json) {
    for (const { at, ...line } of lines)
      printJson({ type: 'happened', at: formatDuration(at), seconds: at, ...line });
    printJson(summary);
  } else {
    printLines([
      styleText('bold', title),
      ...wrap(shows, outputColumns(), ''),
      '',
      ...lines.map(lineText),
      '',
      ...verdictLines(untrue),
    ]);
  }
  return untrue.length === 0 ? 0 : 1;
}

async function list(json: boolean): Promise<number> {
  for (const id of await listStories()) {
    const { kind, story } = await loadAnyStory(storyPath(id));
    if (json) printJson({ type: 'story', id: id.name, kind, name: story.name });
    else printLines([`${id.name.padEnd(44)} ${styleText('dim', story.name)}`]);
  }
  return 0;
}

async function pathOf(name: string): Promise<string> {
  const found = await findStory(name);
  if (found.path !== undefined) return found.path;
  const like = found.like.length === 0 ? '' : ` Did you mean ${found.like.join(', ')}?`;
  throw new UsageError(
    `<scenario>: expected a story, got ${name}: neither a file nor one that --list has.${like}`,
  );
}

async function storyAt(path: string): Promise<AnyStory> {
  try {
    return await loadAnyStory(path);
  } catch (error) {
    throw new UsageError(`<scenario>: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function play(told: AnyStory): Promise<{ lines: readonly Line[]; untrue: readonly string[] }> {
  switch (told.kind) {
    case 'endpoint': {
      const timeline = await runScenario(told.story);
      const lines = timeline.moments.map((moment) => ({
        at: moment.at,
        what: 'endpoint',
        text: momentText(moment),
      }));
      return { lines, untrue: differences(told.story, timeline) };
    }
    case 'release': {
      const template = await localTemplate();
      const record = await runReleaseStory(told.story, template).catch((error: unknown) => {
        if (!(error instanceof UnplayableStory)) throw error;
        throw new UsageError(
          `<scenario>: ${error.message}\nA story's manifest is laid over the usual one of scenarios/releases/README.md.`,
        );
      });
      return { lines: record.entries, untrue: releaseDifferences(told.story, record) };
    }
    default:
      return told satisfies never;
  }
}

const lineText = ({ at, what, text }: Line): string =>
  `${formatDuration(at).padStart(9)}  ${styleText('dim', what.padEnd(8))}  ${text}`;

const verdictLines = (untrue: readonly string[]): string[] =>
  untrue.length === 0
    ? [styleText(['bold', 'green'], 'As the story says, and no invariant was broken.')]
    : [styleText(['bold', 'red'], 'Not as the story says:'), ...untrue.map((line) => `- ${line}`)];
