import { expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { Blocks } from './blocks.ts';
import { CountsHearer, CountsTeller, pack, unpack } from './packed-form.ts';

/** Response times of so many seconds. */
function blocksOf(seconds: number): Blocks {
  const blocks = new Blocks(0);
  record(blocks, 0, seconds);
  return blocks;
}

function record(blocks: Blocks, fromSecond: number, toSecond: number): void {
  for (let i = fromSecond * 50; i < toSecond * 50; i += 1) {
    blocks.record(keyedRandom(1, 'ms', i) * 300, i * 20, false);
  }
}

it('packs every histogram in some counts, and unpacks them as they were', () => {
  const counts = { load: 'users', series: [['all', blocksOf(5).counts()] as const] };
  const packed = pack(counts);
  expect(JSON.parse(JSON.stringify(packed)).series[0][1].blocks[0].counts.counts).toMatch(/^[\w+/=]+$/);
  expect(unpack<typeof counts>(packed)).toEqual(counts);
});

it('tells another thread of growing counts, and of each histogram once', () => {
  const [teller, hearer] = [new CountsTeller(), new CountsHearer()];
  const blocks = blocksOf(1);
  const shares = Array.from({ length: 40 }, (_, second) => {
    record(blocks, second + 1, second + 2);
    const told = structuredClone(teller.tell(blocks.counts()));
    const packed = pack(blocks.counts());
    expect(hearer.hear(told)).toEqual(packed);
    return JSON.stringify(told).length / JSON.stringify(packed).length;
  });
  // Of 31 blocks one is new.
  expect(shares[29]).toBeLessThan(0.3);
});
