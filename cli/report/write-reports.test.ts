import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleRecord } from './example-record.ts';
import { parseRunRecord } from './json/parse-run-record.ts';
import { toMarkdown } from './markdown/to-markdown.ts';
import { formatSummary } from './text/format-summary.ts';
import { writeReports } from './write-reports.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-report-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('writeReports', () => {
  it('writes record, JUnit and page into a folder it makes, and nothing else', async () => {
    const paths = await writeReports(exampleRecord, path.join(directory, 'runs', 'one'));
    expect((await readdir(path.join(directory, 'runs', 'one'))).sort()).toEqual([
      'junit.xml',
      'record.json',
      'report.html',
    ]);
    expect(parseRunRecord(await readFile(paths.record, 'utf8'))).toEqual(exampleRecord);
    expect(await readFile(paths.junit, 'utf8')).toMatch(/^<\?xml .*<\/testsuites>\n$/s);
    expect(await readFile(paths.html, 'utf8')).toMatch(/^<!doctype html>.*<\/html>\n$/s);
  });

  it('replaces older reports whole', async () => {
    await writeFile(path.join(directory, 'record.json'), 'old'.repeat(100_000));
    const { record } = await writeReports(exampleRecord, directory);
    expect(parseRunRecord(await readFile(record, 'utf8')).id).toBe(exampleRecord.id);
  });

  it('leaves no part behind when a file cannot be put in place', async () => {
    await mkdir(path.join(directory, 'report.html'));
    await writeFile(path.join(directory, 'report.html', 'in-the-way'), '');
    await expect(writeReports(exampleRecord, directory)).rejects.toThrow();
    expect((await readdir(directory)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('committed examples', () => {
  // `npx vitest run cli/report --update` writes them anew.
  const examples = path.join('..', '..', 'reports', 'examples', 'blackfriday');

  it('are what the example run gives today', async () => {
    const { record, junit, html } = await writeReports(exampleRecord, directory);
    for (const file of [record, junit, html]) {
      await expect(await readFile(file, 'utf8')).toMatchFileSnapshot(
        path.join(examples, path.basename(file)),
      );
    }
    const paths = ['reports/examples/blackfriday/report.html'];
    const text = formatSummary(exampleRecord, { colour: false, width: 110, paths });
    await expect(`${text}\n`).toMatchFileSnapshot(path.join(examples, 'summary.txt'));
    await expect(toMarkdown(exampleRecord)).toMatchFileSnapshot(path.join(examples, 'summary.md'));
  });
});
