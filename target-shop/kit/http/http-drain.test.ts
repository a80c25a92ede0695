import { Router } from 'express';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kit } from '../kit.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';
import { waitFor } from '../testing/wait-for.ts';

/** One connection each, so that every connection is kept alive and used again and again. */
const CLIENTS = 20;

let agent: Agent;
beforeAll(() => {
  agent = new Agent({ connections: CLIENTS });
});
afterAll(() => agent.close());

interface Tally {
  answered: number;
  /** The service did not accept the connection: nothing is lost. */
  refused: number;
  readonly lost: unknown[];
}

/** Sends requests one after the other until the service accepts no more. */
async function client(url: string, tally: Tally): Promise<void> {
  while (tally.lost.length === 0) {
    try {
      const { statusCode, body } = await request(`${url}/work`, {
        method: 'POST',
        body: '{}',
        dispatcher: agent,
      });
      await body.dump();
      if (statusCode === 200) tally.answered += 1;
      else tally.lost.push(statusCode);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') tally.refused += 1;
      else tally.lost.push(error);
      return;
    }
  }
}

function start(): Promise<TestService> {
  const routes = (kit: Kit) =>
    Router()
      .post('/work', async (_request, response) => {
        await kit.clock.sleep(Math.round(kit.random() * 20));
        response.json('done');
      })
      .get('/slow', async (_request, response) => {
        await kit.clock.sleep(500);
        response.json('done');
      });
  return startTestService(
    { name: 'frontend', routes: (kit) => [routes(kit)] },
    { SHOP_PEERS: '{"gateway":"http://127.0.0.1:9"}' },
  );
}

describe('the end of a service', () => {
  it('loses no accepted request under load', async () => {
    const service = await start();
    const tally: Tally = { answered: 0, refused: 0, lost: [] };
    const clients = Promise.all(Array.from({ length: CLIENTS }, () => client(service.url, tally)));
    await waitFor(() => tally.answered > 10 * CLIENTS);
    await service.close();
    await clients;
    expect(tally.lost).toEqual([]);
    expect(tally.refused).toBe(CLIENTS);
  });

  it('turns readiness off at once and answers the request in hand', async () => {
    const service = await start();
    const slow = fetch(`${service.url}/slow`);
    const probe = new Agent({ connections: 1 });
    const ready = () => request(`${service.url}/ready`, { dispatcher: probe });
    await (await ready()).body.dump();
    await waitFor(async () =>
      /active_requests\{.*\} 1/.test(await (await fetch(`${service.url}/metrics`)).text()),
    );
    const closed = service.close();
    const answer = await ready(); // over the connection that is still open
    expect([answer.statusCode, answer.headers['connection']]).toEqual([503, 'close']);
    await answer.body.dump();
    expect((await slow).status).toBe(200);
    await closed;
    await probe.close();
  });

  it('is the same end when it is asked for twice', async () => {
    const service = await start();
    const first = service.close();
    expect(service.close()).toBe(first);
    await first;
  });
});
