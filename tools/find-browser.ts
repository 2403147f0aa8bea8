import { delimiter, join } from 'node:path';

/** The command's names on Debian and Ubuntu, and from Google. */
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Its places on systems that have no such command in PATH. */
const knownPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * A Chromium or Chrome of this machine: the one that CHROME_BIN names, otherwise one in PATH, otherwise one
 * in a known place.
 *
 * @throws Error if CHROME_BIN names a missing file: it was set on purpose
 */
export function findBrowser(
  env: Readonly<Record<string, string | undefined>>,
  isThere: (file: string) => boolean,
): string | undefined {
  const { CHROME_BIN: named, PATH = '' } = env;
  if (named) {
    if (isThere(named)) return named;
    throw new Error(
      `CHROME_BIN: expected the file of a Chromium or Chrome, got ${named}, which is not there`,
    );
  }
  const folders = PATH.split(delimiter).filter(Boolean);
  const inPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...inPath, ...knownPlaces].find(isThere);
}
