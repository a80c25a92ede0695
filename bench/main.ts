import { checkout } from './checkout.ts';
import type { Finding } from './finding.ts';
import { freeze } from './freeze.ts';
import { memory } from './memory.ts';
import { parity } from './parity.ts';
import { peers } from './peers.ts';
import { schedule } from './schedule.ts';
import { shopStart } from './shop-start.ts';
import { soak } from './soak.ts';
import { throughput } from './throughput.ts';

const BENCHES = new Map<string, (options: readonly string[]) => Promise<readonly Finding[]>>([
  ['freeze', freeze],
  ['schedule', schedule],
  ['throughput', throughput],
  ['shop-start', shopStart],
  ['checkout', checkout],
  ['soak', soak],
  ['parity', parity],
  ['peers', peers],
  ['memory', memory],
]);

const [name = '', ...options] = process.argv.slice(2);
const bench = BENCHES.get(name);
if (bench === undefined) {
  process.stderr.write(`Usage: npm run bench -- ${[...BENCHES.keys()].join(' | ')}\n`);
  process.exitCode = 2;
} else {
  const findings = await bench(options);
  for (const { text } of findings) process.stdout.write(`${text}\n`);
  process.exitCode = findings.every(({ isGood }) => isGood) ? 0 : 1;
}
