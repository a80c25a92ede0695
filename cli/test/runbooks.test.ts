import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '../../target-shop/service-table.ts';
import { parseDurationMs } from '../core/duration.ts';
import { packageRoot } from '../core/package-root.ts';
import { freePortBlock } from '../platform/local/free-port.ts';
import { commandsIn, type DocumentedCommand } from './documentation.ts';
import { runShopctl } from './shopctl-process.ts';

const LIMIT_MS = 120_000;
/** Longer loads are planned, not played. */
const PLAYED_MS = 10_000;
/** What a verdict can be; a load of seconds is too little for some. */
const VERDICTS = [0, 10, 13];

let directory: string;
let portBase: number;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'runbooks-'));
  portBase = await freePortBlock(BLOCK_SIZE);
  process.env['SHOPCTL_PORT_BASE'] = String(portBase);
});
afterAll(async () => {
  await runShopctl(directory, 'destroy');
  delete process.env['SHOPCTL_PORT_BASE'];
  rmSync(directory, { recursive: true, force: true });
}, LIMIT_MS);

function playedFor(argv: readonly string[]): number {
  const place = argv.indexOf('--duration');
  return place === -1 ? 0 : parseDurationMs(argv[place + 1] ?? '');
}

describe('the commands of the runbooks, in order', () => {
  it.each(onceEach(commandsIn('docs/runbooks.md')))(
    '$place: $argv',
    async ({ argv }) => {
      const isLong = playedFor(argv) > PLAYED_MS;
      const { code, stdout, stderr } = await runShopctl(directory, ...argv, ...(isLong ? ['--dry-run'] : []));
      expect(argv[0] === 'validate' ? VERDICTS : [0], `${stdout}\n${stderr}`).toContain(code);
    },
    LIMIT_MS,
  );

  it.each(curlsIn('docs/runbooks.md'))('%s', async (line) => {
    const moved = line.replaceAll(
      /127\.0\.0\.1:3(\d{3})/g,
      (_, offset) => `127.0.0.1:${portBase + Number(offset)}`,
    );
    const { stdout } = await promisify(execFile)('sh', ['-c', moved]);
    expect(stdout).not.toBe('');
  });
});

describe('the commands of the page on alerts', () => {
  it.each(commandsIn('docs/alerts.md'))(
    '$place: $argv gives a verdict',
    async ({ argv }) => {
      const { code, stdout } = await runShopctl(directory, ...argv);
      expect(VERDICTS).toContain(code);
      expect(stdout).toContain('PaymentDown');
    },
    LIMIT_MS,
  );
});

function onceEach(commands: readonly DocumentedCommand[]): readonly DocumentedCommand[] {
  const written = commands.map(({ argv }) => argv.join(' '));
  return commands.filter((_, place) => written.indexOf(written[place] ?? '') === place);
}

function curlsIn(document: string): readonly string[] {
  const text = readFileSync(path.join(packageRoot(), document), 'utf8');
  return [...new Set(text.match(/^curl .*$/gm))];
}
