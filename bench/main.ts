import { freeze } from './freeze.ts';
import { parity } from './parity.ts';
import { peers } from './peers.ts';
import { schedule } from './schedule.ts';
import { shopStart } from './shop-start.ts';
import { soak } from './soak.ts';
import { throughput } from './throughput.ts';

const BENCHES = new Map([
  ['freeze', freeze],
  ['schedule', schedule],
  ['throughput', throughput],
  ['shop-start', shopStart],
  ['soak', soak],
  ['parity', parity],
  ['peers', peers],
]);

const [name = ''] = process.argv.slice(2);
const bench = BENCHES.get(name);
if (bench === undefined) {
  process.stderr.write(`Usage: npm run bench -- ${[...BENCHES.keys()].join(' | ')}\n`);
  process.exitCode = 2;
} else {
  const findings = await bench();
  for (const { text } of findings) process.stdout.write(`${text}\n`);
  process.exitCode = findings.every(({ isGood }) => isGood) ? 0 : 1;
}
