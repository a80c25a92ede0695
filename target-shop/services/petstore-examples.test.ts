import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { defaultFlagFile, FLAG_FILE_NAME } from '../contract/flags.ts';
import { SETTINGS } from '../contract/settings.ts';
import { waitFor } from '../kit/testing/wait-for.ts';
import { startTestShop, type TestShop, TOKEN } from './testing/start-shop.ts';

// The HTTP examples of the petstore's document (P-05 to P-19), as they are printed there: as curl sends them.

let shop: TestShop;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'shop-flags-'));
  await writeFile(path.join(directory, FLAG_FILE_NAME), JSON.stringify(defaultFlagFile()));
  const env = { [SETTINGS.flagsDirectory]: directory };
  shop = await startTestShop(await startTestStores(), { size: 'full', env });
});
afterAll(async () => {
  await shop.stop();
  await rm(directory, { recursive: true });
});

/** curl says of every body that nobody describes that it is a form. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const RETRIEVER = {
  customer_id: 'customer-001',
  pet_id: 'golden-retriever-001',
  special_instructions: 'Include training guide',
};
/** Each time another client, so that no rate limit is met. */
let clients = 0;
const orderPet = (headers: Record<string, string> = {}, body: unknown = RETRIEVER) => {
  clients += 1;
  const asClient = { 'x-client-id': `client-${clients}`, ...headers };
  return shop.ask('/petstore-domain/orders', { method: 'POST', body, headers: asClient });
};

async function token(username: string): Promise<string> {
  const credentials = { username, password: username };
  const { body } = await shop.ask('/auth/login', { method: 'POST', body: credentials, headers: FORM });
  return `Bearer ${body.token}`;
}

async function writeConfig(flags: Record<string, boolean>, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization };
  const body = { feature_flags: flags };
  return shop.ask('/petstore-domain/admin/config', { method: 'PUT', body, headers });
}

test('health names the components', async () => {
  const { status, body } = await shop.ask('/petstore-domain/health');
  expect(status).toBe(200);
  expect(body).toEqual({
    status: 'healthy',
    components: { catalog: 'up', cart: 'up', orders: 'up', user: 'up' },
  });
});

test('health says which component is down', async () => {
  await shop.end('user');
  const { body } = await shop.ask('/petstore-domain/health');
  expect(body).toMatchObject({ status: 'degraded', components: { user: 'down', orders: 'up' } });
  await shop.start('user');
});

test('browsing answers the pets of a kind', async () => {
  const dogs = await shop.ask('/petstore-domain/pets/browse?category=dog');
  expect(dogs.body.pets).toMatchObject([{ id: 'golden-retriever-001', price: 1200 }]);
  expect((await shop.ask('/petstore-domain/pets/browse')).body.pets).toHaveLength(3);
  expect((await shop.ask('/browse-pets')).body.pets).toHaveLength(3);
});

test('pets are kept, for five minutes on their shelf and for ten by themselves (P-08)', async () => {
  const [shelf, pet] = ['pets:/products?category=pets&size=100&tag=cat', 'pets:persian-cat-002'];
  await shop.redis.del(shelf, pet);
  const cats = () => shop.ask('/petstore-domain/pets/browse?category=cat');
  const one = () => shop.ask('/petstore-domain/pets/persian-cat-002');
  const [{ body: before }, { body: cat }] = [await cats(), await one()];
  for (const [key, seconds] of [
    [shelf, 300],
    [pet, 600],
  ] as const) {
    const ttl = await shop.redis.ttl(key);
    expect(ttl, key).toBeGreaterThan(seconds - 20);
    expect(ttl, key).toBeLessThanOrEqual(seconds);
  }
  await shop.end('catalog');
  expect((await cats()).body).toEqual(before);
  expect((await one()).body).toEqual(cat);
  await shop.start('catalog');
  expect((await shop.ask('/petstore-domain/pets/nobody')).status).toBe(404);
  expect(await shop.redis.exists('pets:nobody')).toBe(0);
});

test('a price limit counts while premium filters are on', async () => {
  const cheap = () => shop.ask('/petstore-domain/pets/browse?max_price=800');
  const ids = async () => (await cheap()).body.pets.map(({ id }: { id: string }) => id);
  expect(await ids()).toEqual(['cockatiel-003', 'persian-cat-002']);
  const end = await shop.override('gateway', { flag: 'premium-filters', value: false });
  expect(await ids()).toHaveLength(3);
  await end();
});

test('one pet is answered by its id, and nothing that is no pet', async () => {
  expect((await shop.ask('/petstore-domain/pets/persian-cat-002')).body).toMatchObject({ price: 800 });
  for (const id of ['nobody', 'nebula-latte']) {
    const { status, body } = await shop.ask(`/petstore-domain/pets/${id}`);
    expect([status, body.code]).toEqual([404, 'PET_NOT_FOUND']);
  }
});

test('an order starts the saga, whose progress can be followed to the delivery', async () => {
  const { status, headers, body } = await orderPet({ 'x-correlation-id': 'follow-me' });
  expect(status).toBe(201);
  expect(headers.get('x-correlation-id')).toBe('follow-me');
  expect(body).toMatchObject({ customer_id: 'customer-001', pet_id: 'golden-retriever-001', status: 'PAID' });
  const progress = () => shop.ask(`/petstore-domain/orders/${body.order_id}/status`);
  await waitFor(async () => (await progress()).body.isFinal);
  const { events } = (await progress()).body;
  const names = events.map(({ event }: { event: string }) => event);
  for (const name of ['OrderCreated', 'PaymentProcessed', 'DeliveryScheduled']) expect(names).toContain(name);
  expect(events[0]).toMatchObject({ correlationId: 'follow-me' });
});

test('the old names answer too', async () => {
  const order = await shop.ask('/create-order', { method: 'POST', body: RETRIEVER });
  expect(order.status).toBe(201);
  const body = { order_id: order.body.order_id };
  const paid = await shop.ask('/process-payment', { method: 'POST', body });
  expect(paid.body).toMatchObject({ ...body, transaction_id: order.body.transaction_id });
});

test('a payment asked for again answers the same receipt, and of an order that failed none', async () => {
  const { body: order } = await orderPet();
  const body = { order_id: order.order_id };
  const pay = () => shop.ask('/petstore-domain/payments', { method: 'POST', body });
  expect((await pay()).body).toEqual((await pay()).body);
  expect((await pay()).body).toMatchObject({ amount: order.total });
  const end = await shop.override('payment', { flag: 'payment-decline-over', value: 1 });
  const declined = await orderPet();
  expect(declined.status).toBe(402);
  await end();
  const failed = { order_id: declined.body.details.orderId };
  const refused = await shop.ask('/petstore-domain/payments', { method: 'POST', body: failed });
  expect([refused.status, refused.body.code]).toEqual([409, 'ORDER_NOT_PAID']);
});

test('a simulated failure of payments opens their circuit breaker, for everybody to see', async () => {
  const broken = { 'x-simulate-failure': 'payment-service' };
  const breakers = async () => (await shop.ask('/petstore-domain/admin/config')).body.circuit_breakers;
  const ofPayment = async () =>
    (await breakers()).find(
      ({ service, peer }: Record<string, string>) => `${service} ${peer}` === 'orders payment',
    );
  expect(await ofPayment()).toMatchObject({ state: 'closed' });
  // As printed, without a body: the sample is ordered.
  expect((await orderPet(broken, undefined)).status).toBe(503);
  await waitFor(async () => {
    expect((await orderPet(broken, undefined)).status).toBe(503);
    return (await ofPayment()).state === 'open';
  });
  await waitFor(async () => (await orderPet()).status === 201);
}, 30_000);

test('a token of the demo account is good for the settings; strangers may only read them', async () => {
  const config = await shop.ask('/petstore-domain/admin/config', {
    headers: { authorization: await token('demo') },
  });
  expect(config.body).toMatchObject({
    feature_flags: {
      pet_personalization: false,
      premium_filters: true,
      express_order_processing: true,
      payment_processing: true,
      real_time_order_updates: false,
    },
    security: { jwt_enabled: true, default_requests_per_minute: 100, authentication_required: false },
  });
  expect((await writeConfig({ pet_personalization: true })).status).toBe(401);
  expect((await writeConfig({ pet_personalization: true }, await token('customer-001'))).status).toBe(403);
  const wrong = { feature_flags: { no_such_flag: true } };
  const headers = { authorization: await token('demo') };
  const refused = await shop.ask('/petstore-domain/admin/config', { method: 'PUT', body: wrong, headers });
  expect(refused.status).toBe(400);
});

test('personalisation is switched on in every process within a second, and puts favourites first', async () => {
  const customer = { ...RETRIEVER, customer_id: 'customer-002' };
  expect((await orderPet({}, customer)).status).toBe(201);
  const browse = () => shop.ask('/petstore-domain/pets/browse?customer_id=customer-002');
  expect((await browse()).body.pets[0].id).toBe('cockatiel-003');
  const answer = await writeConfig({ pet_personalization: true }, await token('demo'));
  expect(answer.body.feature_flags).toMatchObject({ pet_personalization: true, premium_filters: true });
  const startedMs = performance.now();
  await waitFor(async () => (await browse()).body.personalized);
  expect(performance.now() - startedMs).toBeLessThan(1000);
  expect((await browse()).body.pets[0].id).toBe('golden-retriever-001');
  for (const service of ['orders', 'catalog'] as const) {
    const headers = { authorization: `Bearer ${TOKEN}` };
    await waitFor(async () => (await shop.ask('/flags', { service, headers })).body['pet-personalization']);
  }
  await writeConfig({ pet_personalization: false }, await token('demo'));
  const file = JSON.parse(await readFile(path.join(directory, FLAG_FILE_NAME), 'utf8'));
  expect(file.flags['pet-personalization'].defaultVariant).toBe('off');
});

test('payments that are switched off answer 503', async () => {
  await writeConfig({ payment_processing: false }, await token('demo'));
  await waitFor(async () => (await orderPet()).status === 503);
  await writeConfig({ payment_processing: true }, await token('demo'));
  await waitFor(async () => (await orderPet()).status === 201);
}, 30_000);

test('without express processing an order is answered when its saga has ended', async () => {
  const end = await shop.override('gateway', { flag: 'express-order-processing', value: false });
  expect((await orderPet()).body).toMatchObject({ status: 'DELIVERED' });
  await end();
});

test('a question about an order waits for news while real-time updates are on', async () => {
  const end = await shop.override('gateway', { flag: 'real-time-order-updates', value: true });
  const { body: order } = await orderPet();
  let known = 0;
  let asked = 0;
  for (let isFinal = false; !isFinal; asked += 1) {
    const { body } = await shop.ask(`/petstore-domain/orders/${order.order_id}/status?since=${known}`);
    expect(body.events.length > known || body.isFinal).toBe(true);
    known = body.events.length;
    isFinal = body.isFinal;
  }
  expect(asked).toBeLessThanOrEqual(known);
  await end();
});

test('only who is known may order while that is required', async () => {
  const end = await shop.override('gateway', { flag: 'auth-required', value: true });
  expect((await orderPet()).status).toBe(401);
  for (const place of ['/api/orders', '/api/checkout', '/orders/create', '/create-order', '/API/orders/']) {
    const asked = await shop.ask(place, { method: 'POST', body: {}, service: 'gateway' });
    expect(asked.status, place).toBe(401);
  }
  expect((await orderPet({ authorization: await token('customer-001') })).status).toBe(201);
  expect((await shop.ask('/petstore-domain/pets/browse')).status).toBe(200);
  await end();
});
