import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../tools/find-browser.ts';

const machine =
  (...files: string[]) =>
  (file: string) =>
    files.includes(file);
const PATH = ['/usr/local/bin', '', '/usr/bin'].join(delimiter);

describe('the browser that is used', () => {
  it('is the one that CHROME_BIN names, and no other', () => {
    const env = { PATH, CHROME_BIN: '/opt/chrome' };
    expect(findBrowser(env, machine('/opt/chrome', '/usr/bin/chromium'))).toBe('/opt/chrome');
    expect(() => findBrowser(env, machine('/usr/bin/chromium'))).toThrow(
      'CHROME_BIN: expected the file of a Chromium or Chrome, got /opt/chrome, which is not there',
    );
  });

  it('else one in PATH, under any of its names', () => {
    expect(findBrowser({ PATH }, machine('/usr/bin/chromium', '/usr/bin/google-chrome'))).toBe(
      '/usr/bin/chromium',
    );
    expect(findBrowser({ PATH }, machine('/usr/local/bin/chromium-browser'))).toBe(
      '/usr/local/bin/chromium-browser',
    );
    expect(findBrowser({ PATH, CHROME_BIN: '' }, machine('/usr/bin/google-chrome-stable'))).toBe(
      '/usr/bin/google-chrome-stable',
    );
  });

  it('else one where such systems have it, or none', () => {
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser({ PATH }, machine(mac))).toBe(mac);
    expect(findBrowser({ PATH }, machine('/usr/bin/firefox', 'chromium'))).toBeUndefined();
    expect(findBrowser({}, machine())).toBeUndefined();
  });
});
