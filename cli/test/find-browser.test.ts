import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser } from './find-browser.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-browser-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('findBrowser', () => {
  it('takes the one that is named', () => {
    expect(findBrowser({ SHOPCTL_CHROMIUM: '/opt/chrome', PATH: directory })).toBe('/opt/chrome');
  });

  it('looks for an executable on PATH', async () => {
    const file = path.join(directory, 'google-chrome');
    await writeFile(file, '');
    await chmod(file, 0o644);
    expect(findBrowser({ PATH: directory })).toBeUndefined();
    await chmod(file, 0o755);
    expect(findBrowser({ PATH: `/nowhere${path.delimiter}${directory}` })).toBe(file);
  });

  it('answers nothing where there is none', () => {
    expect(findBrowser({})).toBeUndefined();
    expect(findBrowser({ SHOPCTL_CHROMIUM: '', PATH: directory })).toBeUndefined();
  });
});
