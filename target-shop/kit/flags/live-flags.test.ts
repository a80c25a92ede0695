import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { OpenFeature } from '@openfeature/server-sdk';
import { Router } from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultFlagFile, FLAG_FILE_NAME, FLAGS } from '../../contract/flags.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';

let directory: string;
let service: TestService;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'live-flags-'));
  const file = JSON.stringify(defaultFlagFile()).replace('"defaultVariant":"hour"', '"defaultVariant":"day"');
  await writeFile(path.join(directory, FLAG_FILE_NAME), file);
  service = await startTestService(
    {
      name: 'frontend',
      routes: (kit) => [
        Router()
          .get('/ttl', (_request, response) => void response.json(kit.flags.get('cart-ttl-seconds')))
          .get('/profile', (_request, response) => void response.json(kit.flags.get('latency-profile')))
          .get('/ttl-twice', (_request, response) => {
            kit.flags.get('cart-ttl-seconds');
            response.json(kit.flags.get('cart-ttl-seconds'));
          }),
      ],
    },
    {
      SHOP_INSTANCE: 'frontend-9',
      SHOP_FLAGS_DIR: directory,
      SHOP_PEERS: '{"gateway":"http://127.0.0.1:9"}',
    },
  );
});
afterEach(async () => {
  await service.close();
  await rm(directory, { recursive: true });
});

const ttl = async () => (await fetch(`${service.url}/ttl`)).json();
const lease = { expiresInMs: 60_000, overrides: [{ flag: 'cart-ttl-seconds', value: 7 }] };

describe('live flags', () => {
  it('prefer a lease to the file, and the file to the table', async () => {
    expect(await ttl()).toBe(86_400);
    await service.control('PUT', '/chaos/leases/run', lease);
    expect(await ttl()).toBe(7);
    await service.control('DELETE', '/chaos/leases/run');
    expect(await ttl()).toBe(86_400);
  });

  it('answer the clients of OpenFeature the same, and count them too', async () => {
    await service.control('PUT', '/chaos/leases/run', lease);
    const client = OpenFeature.getClient('frontend-9');
    expect(await client.getNumberDetails('cart-ttl-seconds', 1)).toMatchObject({
      value: 7,
      variant: 'override',
    });
    expect(await client.getStringValue('latency-profile', 'x')).toBe('realistic');
    expect(await client.getObjectValue('recommendation-fault', {})).toBe(null);
    expect(await client.getBooleanValue('somebody-elses-flag', true)).toBe(true);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/flag_evaluations_total\{flag="cart-ttl-seconds",variant="override"\} 1/);
    expect(metrics).toMatch(/flag_evaluations_total\{flag="latency-profile",variant="realistic"\} 1/);
  });

  it('record an evaluation once at the default, and in each request otherwise', async () => {
    const events = () => service.lines.filter((line) => line['feature_flag.key'] === 'cart-ttl-seconds');
    await ttl();
    await ttl();
    expect(events().map((event) => event['feature_flag.result.variant'])).toEqual(['day', 'day']);
    await service.control('PUT', '/chaos/leases/run', {
      ...lease,
      overrides: [{ flag: 'cart-ttl-seconds', value: 3600 }],
    });
    await ttl(); // an override that changes nothing
    expect(events()).toHaveLength(2);
  });

  it('record a setting of the whole shop when it changes', async () => {
    const profile = () => fetch(`${service.url}/profile`);
    const variants = () =>
      service.lines
        .filter((line) => line['feature_flag.key'] === 'latency-profile')
        .map((line) => line['feature_flag.result.variant']);
    await profile();
    const overrides = [{ flag: 'latency-profile', value: 'fast' }];
    await service.control('PUT', '/chaos/leases/run', { ...lease, overrides });
    await profile();
    await profile();
    expect(variants()).toEqual(['realistic', 'override']);
    await service.control('DELETE', '/chaos/leases/run');
    await profile();
    expect(variants()).toEqual(['realistic', 'override', 'realistic']);
  });

  it('record what is read again in a request only once', async () => {
    await fetch(`${service.url}/ttl-twice`);
    await fetch(`${service.url}/ttl-twice`);
    expect(service.lines.filter((line) => line['feature_flag.key'] === 'cart-ttl-seconds')).toHaveLength(2);
  });
});

describe('the schemas of flag values', () => {
  it.each(Object.entries(FLAGS))('accept every variant of %s', (_name, { variants, value }) => {
    for (const one of Object.values(variants)) expect(value.safeParse(one).success).toBe(true);
  });
});
