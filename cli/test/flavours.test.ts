import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlavourName } from '../../target-shop/contract/flavours.ts';
import type { ShopSize } from '../../target-shop/service-table.ts';
import type { Verdict } from '../expect/verdict.ts';
import { withVariant } from '../flags/flag-file.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import { TestShop } from '../platform/local/test-shop.ts';
import { runShopctl } from './shopctl-process.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await TestShop.start({ flavour: 'ecommerce' });
}, 120_000);
afterAll(() => shop.destroy());

async function post(path: string, body?: object) {
  const { url } = await shop.platform.status();
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Checks a latte out. */
async function checkOut() {
  const cart = await post('/api/cart');
  const latte = { itemId: 'nebula-latte', itemName: 'Nebula Latte', quantity: 1, basePrice: 5.99 };
  await post(`/api/cart/${cart.body['id']}/items`, latte);
  return post('/api/checkout', { customerName: 'Ada', cartId: cart.body['id'] });
}

const deployAs = async (flavour: FlavourName, size: ShopSize) => {
  shop.request = { ...shop.request, flavour, size };
  return shop.deploy();
};

/** What depends on how fast the machine is, or on more requests than a short load sends. */
const OF_SPEED = ['baseline-p95', 'baseline-is-realistic', 'baseline-errors', 'demo-errors'];
const JUDGED_MS = 120_000;

/** Plays a short load of the flavour's own mix; answers what of it is not as the shop's expectations want it. */
async function unmetByItsLoad() {
  const { workingDirectory } = shop;
  // So long that each service is seen to measure twice, and one visitor of the petstore in ten orders.
  const argv = ['--rate', '10/s', '--duration', '15s'];
  const load = await runShopctl(workingDirectory, 'load', ...argv);
  // Starts may be late beside other tests.
  expect([0, 14], load.stdout).toContain(load.code);
  const { stdout } = await runShopctl(workingDirectory, 'validate', '--json');
  const { results } = JSON.parse(stdout) as Verdict;
  expect(results.map(({ id }) => id)).toEqual(expect.arrayContaining(['browse-depth', ...OF_SPEED]));
  return results
    .filter(({ id, outcome }) => outcome !== 'pass' && !OF_SPEED.includes(id))
    .map(({ id, expected, observed }) => `${id}: ${expected}, observed ${observed}`);
}

describe('a shop of a flavour', () => {
  it(
    'is well, by what its own load goes through: ecommerce',
    async () => {
      expect(await unmetByItsLoad()).toEqual([]);
    },
    JUDGED_MS,
  );

  it('starts with its flags: ecommerce checks out without recommendations', async () => {
    expect((await shop.platform.status()).flavour).toBe('ecommerce');
    const checkout = await checkOut();
    expect(checkout).toMatchObject({ status: 200, body: { recommendations: [] } });
  });

  // A rate limit's library is loaded by the first request it counts: bundled, it must still be found.
  it('sells pets, whose routes have a rate limit in every flavour', async () => {
    const { url } = await shop.platform.status();
    expect((await fetch(`${url}/petstore-domain/pets/browse?category=dog`)).status).toBe(200);
  });

  it('is left alone when it is deployed again', async () => {
    expect((await shop.platform.deploy(shop.request)).steps).toEqual([]);
  });

  it(
    'makes room for one of another flavour, which is well by what its own load goes through: sock',
    async () => {
      expect((await deployAs('sock', 'full')).flavour).toBe('sock');
      expect(await unmetByItsLoad()).toEqual([]);
    },
    JUDGED_MS,
  );

  it('answers 500 to a declined payment at the sock shop', async () => {
    const declining = withVariant(await shop.platform.readFlagFile(), 'payment-decline-over', 'everything');
    await shop.platform.writeFlagFile(declining);
    await expect
      .poll(async () => (await checkOut()).body['code'], { timeout: 10_000 })
      .toBe('PAYMENT_DECLINED');
    expect((await checkOut()).status).toBe(500);
  }, 90_000);

  it('has the flags of its flavour again after a reset', async () => {
    const shopctl = (...argv: readonly string[]) => runShopctl(shop.workingDirectory, ...argv);
    await shopctl('flags', 'set', 'legacy-status', 'off');
    expect((await shopctl('flags', 'reset')).code).toBe(0);
    expect((await shopctl('flags', 'get', 'legacy-status')).stdout.trim()).toBe('on');
    expect((await shopctl('flags', 'get', 'payment-decline-over')).stdout.trim()).toBe('off');
  });
});

describe('a load', () => {
  const planned = async (directory: string, ...argv: readonly string[]) => {
    const { stdout } = await runShopctl(directory, 'load', '--dry-run', '--json', ...argv);
    const { loads, origins } = JSON.parse(stdout) as RunPlan;
    const { mix = [], mixMode } = loads[0] ?? {};
    return { journeys: mix.map(({ journey }) => journey), mixMode, origin: origins['mix'] };
  };

  it('plays the mix of the shop’s flavour, and says so', async () => {
    const { journeys, origin } = await planned(shop.workingDirectory);
    expect({ journeys, origin }).toEqual({
      journeys: ['socks', 'sock-order', 'sock-account'],
      origin: 'flavour',
    });
  });

  it('plays the mix that is named, drawn as that mix is unless told otherwise', async () => {
    const journeys = ['pets', 'pet-order'];
    const petstore = { journeys, mixMode: 'weighted', origin: 'flag' };
    expect(await planned(shop.workingDirectory, '--mix', 'petstore')).toEqual(petstore);
    const exact = await planned(shop.workingDirectory, '--mix', 'petstore', '--mix-mode', 'exact');
    expect(exact).toEqual({ ...petstore, mixMode: 'exact' });
  });

  it('plays the default where no shop can be asked', async () => {
    expect(await planned(tmpdir())).toEqual({
      journeys: ['menu', 'purchase', 'history', 'customers'],
      mixMode: 'independent',
      origin: 'default',
    });
  });
});

describe('a shop of another flavour', () => {
  it.each(['coffee', 'petstore', 'v5'] as const)(
    'is well, by what its own load goes through: %s',
    async (flavour) => {
      expect((await deployAs(flavour, 'core')).flavour).toBe(flavour);
      expect(await unmetByItsLoad()).toEqual([]);
    },
    JUDGED_MS,
  );
});
