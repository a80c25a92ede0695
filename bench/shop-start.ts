import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { request } from 'undici';
import { quantile } from '../cli/core/statistics.ts';
import { COFFEES } from '../target-shop/seed/coffees.ts';
import { SERVICES } from '../target-shop/service-table.ts';
import { type BenchShop, withBenchShop } from './bench-shop.ts';
import type { Finding } from './finding.ts';

const ROUNDS = 5;
const CHECKOUTS = 800;
const AT_ONCE = 8;
const MOST_RATIO = 2.5;
const MOST_START_MS = 6000;
const MOST_MB = 900;

/**
 * How long the whole shop takes to be ready, warm, against as many bare express processes in the same run, and
 * what memory it needs after 800 checkouts.
 */
export function shopStart(): Promise<readonly Finding[]> {
  return withBenchShop(async (shop) => {
    await shop.deploy(); // fills the caches, which is what warm means
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await shop.end();
      const bareMs = await took(startBare);
      rounds.push({ bareMs, shopMs: await took(shop.deploy) });
    }
    return [startFinding(rounds), await memoryFinding(shop)];
  });
}

interface Round {
  readonly bareMs: number;
  readonly shopMs: number;
}

/** By the median: on a shared machine some round always has company. */
function startFinding(rounds: readonly Round[]): Finding {
  const middle = (figures: readonly number[]) =>
    quantile(
      figures.toSorted((a, b) => a - b),
      0.5,
    );
  const ratio = middle(rounds.map(({ bareMs, shopMs }) => shopMs / bareMs));
  const shopMs = middle(rounds.map((round) => round.shopMs));
  const each = rounds.map((round) => `${Math.round(round.shopMs)} (${Math.round(round.bareMs)})`).join(', ');
  return {
    isGood: ratio <= MOST_RATIO && shopMs <= MOST_START_MS,
    text: `ready in ${Math.round(shopMs)} ms, ${ratio.toFixed(2)} times as long as ${SERVICES.length} bare express processes (at most ${MOST_START_MS} ms and ${MOST_RATIO}): medians of ${each} ms`,
  };
}

async function memoryFinding({ platform, setFlag }: BenchShop): Promise<Finding> {
  const { url } = await platform.status();
  await setFlag('latency-profile', 'fast');
  let left = CHECKOUTS;
  const buyer = async () => {
    for (; left > 0; left -= 1) await buy(url);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buyer));
  const { parts } = await platform.status();
  const totalMb = parts.reduce((sum, { memoryMb = 0 }) => sum + memoryMb, 0);
  const largest = parts.toSorted((a, b) => (b.memoryMb ?? 0) - (a.memoryMb ?? 0)).slice(0, 5);
  return {
    isGood: totalMb <= MOST_MB,
    text: `${Math.round(totalMb)} MB (PSS) in all after ${CHECKOUTS} checkouts (at most ${MOST_MB}); most: ${largest.map(({ name, memoryMb = 0 }) => `${name} ${Math.round(memoryMb)}`).join(', ')}`,
  };
}

async function buy(url: string): Promise<void> {
  const coffee = COFFEES[0];
  if (coffee === undefined) return;
  const { id } = await post(`${url}/api/cart`, {});
  const item = { itemId: coffee.id, quantity: 1, basePrice: coffee.priceCents / 100 };
  await post(`${url}/api/cart/${id}/items`, item);
  await post(`${url}/api/checkout`, { cartId: id, customerName: 'Ada' });
}

async function post(url: string, body: object): Promise<{ readonly id?: string }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await request(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return (await answer.body.json()) as { readonly id?: string }; // the shop's own documents
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Starts as many bare processes as the shop has services, waits until each answers, and ends them. */
async function startBare(): Promise<void> {
  const file = path.join(import.meta.dirname, 'bare-express.ts');
  const children = SERVICES.map(() =>
    spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  await Promise.all(children.map(answers));
  for (const child of children) child.kill();
}

async function answers({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('a bare process has no output');
  const [port] = await once(createInterface(stdout), 'line');
  const answer = await request(`http://127.0.0.1:${port}/`);
  await answer.body.dump();
}
