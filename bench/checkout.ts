import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunRecord } from '../cli/run/run-record.ts';
import { withBenchShop } from './bench-shop.ts';
import type { Finding } from './finding.ts';

const RATE = '10/s';
/** Compilers need a minute of it: right after its start everything is half slower again. */
const WARM_UP = '60s';
const MEASURED = '60s';
const MOST_MS = 200;
const MOST_RECORD_BYTES = 64 * 1024 * 1024;

const run = promisify(execFile);
const SHOPCTL = fileURLToPath(new URL('../cli/bin/shopctl.js', import.meta.url));

/** How long checkouts take in a shop whose work takes no simulated time, at ten iterations a second. */
export function checkout(): Promise<readonly Finding[]> {
  return withBenchShop(async ({ directory, deploy, setFlag }) => {
    await deploy();
    await setFlag('latency-profile', 'fast');
    const argv = ['load', '--rate', RATE, '--warmup', WARM_UP, '--duration', MEASURED, '--json'];
    const { stdout } = await run(process.execPath, [SHOPCTL, ...argv], {
      cwd: directory,
      maxBuffer: MOST_RECORD_BYTES,
    });
    const { load } = JSON.parse(stdout) as RunRecord; // of the record's own schema
    const response = load.loads[0]?.endpoints.find(({ name }) => name === 'POST /api/checkout')?.response;
    const { count = 0, p50 = Number.NaN, p95 = Number.NaN } = response ?? {};
    return [
      {
        isGood: p95 <= MOST_MS,
        text: `${count} checkouts at ${RATE} after ${WARM_UP} of it: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms (at most ${MOST_MS})`,
      },
    ];
  });
}
