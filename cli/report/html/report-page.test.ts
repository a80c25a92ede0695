import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROWSER_ARGUMENTS, findBrowser } from '../../test/find-browser.ts';
import { exampleRecord } from '../example-record.ts';
import { writeReports } from '../write-reports.ts';
import { faintTexts } from './faint-texts.ts';

const executablePath = findBrowser(process.env);
const title =
  executablePath === undefined
    ? 'report page (SKIPPED: no Chromium on PATH, name one in SHOPCTL_CHROMIUM)'
    : 'report page in Chromium, opened from disk';

describe.skipIf(executablePath === undefined)(title, () => {
  let browser: Browser;
  let directory: string;
  let junit: string;
  let reportUrl: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-page-'));
    const [error] = exampleRecord.load.errors;
    if (error === undefined) throw new Error('the example has errors');
    const attack = `</td><script>document.title = 'taken'</script><img src="https://example.invalid/x.png">`;
    const errors = [{ ...error, example: attack }, ...exampleRecord.load.errors];
    const record = { ...exampleRecord, load: { ...exampleRecord.load, errors } };
    const paths = await writeReports(record, directory);
    reportUrl = pathToFileURL(paths.html).href;
    junit = await readFile(paths.junit, 'utf8');
    // Playwright gives every launch a profile of its own and removes it.
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...BROWSER_ARGUMENTS] });
  });

  afterAll(async () => {
    await browser?.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Opens a page offline; what it complains about and asks for is collected. */
  async function open(scheme: 'light' | 'dark', width: number) {
    const context = await browser.newContext({
      colorScheme: scheme,
      viewport: { width, height: 900 },
      offline: true,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(reportUrl);
    return { page, complaints, requests, close: () => context.close() };
  }

  const screens = (['light', 'dark'] as const).flatMap((scheme) =>
    [1280, 390].map((width) => ({ scheme, width })),
  );

  it.each(screens)('is whole and readable in $scheme at $width px', async ({ scheme, width }) => {
    const { page, complaints, requests, close } = await open(scheme, width);
    expect(await page.title()).toContain('blackfriday');
    expect(await visibleHeadings(page)).toEqual([
      'In short',
      'Time line',
      'Fault: planned beside observed',
      'Verdict',
      'Journeys',
      'Errors',
      'Slowest traces of users',
      'Plan',
      'How to read this',
    ]);
    expect(await page.locator('table:visible').count()).toBeGreaterThanOrEqual(8);
    const charts = page.locator('svg.chart:visible');
    expect(await charts.count()).toBe(2);
    for (const chart of await charts.all()) {
      expect(await chart.locator('.fault-band').count()).toBe(exampleRecord.timeline.faultSteps.length);
      expect((await chart.boundingBox())?.width).toBeGreaterThan(width * 0.8);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.locator('details').evaluateAll((all) => {
      for (const one of all) one.setAttribute('open', '');
    });
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(complaints).toEqual([]);
    expect(requests).toEqual([reportUrl]);
    await close();
  });

  it('changes its colours with the reader’s scheme', async () => {
    const background = async (scheme: 'light' | 'dark') => {
      const { page, close } = await open(scheme, 1280);
      const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await close();
      return colour;
    };
    expect(await background('light')).not.toBe(await background('dark'));
  });

  it('shows the figures of a second beside the pointer', async () => {
    const { page, close } = await open('light', 1280);
    const chart = page.locator('svg.chart:visible').first();
    await chart.locator('.hit').nth(50).hover();
    expect(await page.locator('#tip').textContent()).toMatch(/^50 s\nshoppers: [\d.]+\/s requests/);
    await close();
  });

  it('can be walked by landmarks, headings and table headers', async () => {
    const { page, close } = await open('light', 1280);
    for (const landmark of ['banner', 'navigation', 'main', 'contentinfo'] as const) {
      expect(await page.getByRole(landmark).count()).toBe(1);
    }
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await page.locator('table:not(:has(th[scope="col"]))').count()).toBe(0);
    expect(await page.locator('svg.chart:not([role="img"][aria-label])').count()).toBe(0);
    const targets = await page
      .locator('nav a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    for (const target of targets) expect(await page.locator(`${target}:visible`).count()).toBe(1);
    await close();
  });

  it('takes no orders from text of the shop', async () => {
    const { page, close } = await open('light', 1280);
    expect(await page.title()).not.toBe('taken');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#errors').textContent()).toContain(
      `</td><script>document.title = 'taken'</script>`,
    );
    await close();
  });

  it('stands beside a JUnit file that a browser’s XML parser accepts', async () => {
    const page = await browser.newPage();
    const root = await page.evaluate((xml) => {
      const { documentElement } = new DOMParser().parseFromString(xml, 'application/xml');
      return [documentElement.localName, documentElement.querySelectorAll('parsererror').length];
    }, junit);
    expect(root).toEqual(['testsuites', 0]);
    await page.close();
  });
});

async function visibleHeadings(page: Page): Promise<readonly string[]> {
  return page.locator('h2:visible').allInnerTexts();
}
