import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import type { Clock } from '../../core/clock.ts';
import { awaitRollout } from './await-rollout.ts';
import type { Finding } from './diagnose/diagnose.ts';
import {
  type FakeApiServer,
  refusal,
  sayNo,
  sayYes,
  startFakeApiServer,
} from './test-cluster/fake-api-server.ts';
import { type Recorded, recorded } from './test-cluster/recorded.ts';

let server: FakeApiServer | undefined;
afterEach(() => server?.close());

/** A clock that stands still until it is told to go on, so that the network has all the time it needs. */
class StoppedClock implements Clock {
  #nowMs = 0;
  readonly #sleepers = new Set<() => void>();

  now(): number {
    return this.#nowMs;
  }

  sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (signal?.aborted) reject(signal.reason);
        else if (this.#nowMs >= epochMs) resolve();
        else return;
        this.#sleepers.delete(look);
      };
      this.#sleepers.add(look);
      signal?.addEventListener('abort', look);
      look();
    });
  }

  /** Moves on in steps, so that whoever looks every now and then does. */
  async advance(durationMs: number): Promise<void> {
    for (const endMs = this.#nowMs + durationMs; this.#nowMs < endMs; ) {
      this.#nowMs += 250;
      for (const look of this.#sleepers) look();
      await setImmediate();
    }
  }
}

/** A cluster that shows one workload, and another way when it is changed; its watches drop then. */
async function startCluster(first: Recorded, { mayReadEvents = true } = {}) {
  let now = first;
  const watches = new Set<() => void>();
  server = await startFakeApiServer(({ url = '' }, response) => {
    if (url.includes('/proxy/')) return sayNo(response, 503, 'database is away');
    if (url.includes('/log')) return response.end('I wait for the database\n');
    if (url.includes('/events') && !mayReadEvents)
      return sayNo(response, 403, { message: 'events is forbidden' });
    if (url.includes('watch=true')) {
      response.writeHead(200).flushHeaders();
      watches.add(() => response.destroy());
      return undefined;
    }
    const items = url.includes('/events') ? now.events : url.includes('/pods') ? now.pods : [now.deployment];
    return sayYes(response, { items, metadata: { resourceVersion: '1' } });
  });
  return {
    api: server.api,
    /** Resolves when all three kinds have been listed again. */
    async change(next: Recorded) {
      now = next;
      for (const drop of watches) drop();
      const lists = () => server?.asked.filter((url) => !url.includes('watch=true')).length;
      await expect.poll(lists, { interval: 10, timeout: 10_000 }).toBe(6);
    },
  };
}

/** Waits for a workload; answers how it goes. */
function wait(api: FakeApiServer['api'], name: string, signal = new AbortController().signal) {
  const clock = new StoppedClock();
  const troubles: Finding[] = [];
  const said: string[] = [];
  const over = awaitRollout(api, [name], {
    ...{ clock, signal, timeoutMs: 60_000 },
    say: (text) => said.push(text),
    onTrouble: (finding) => troubles.push(finding),
  });
  over.catch(() => undefined);
  /** Lets the clock look again and again, without time to pass to speak of, until something was said. */
  const until = async (text: string) => {
    await expect
      .poll(
        async () => {
          await clock.advance(1);
          return said.at(-1);
        },
        { interval: 10, timeout: 10_000 },
      )
      .toContain(text);
  };
  /** Lets it look again until it is over. */
  const done = async () => {
    let isOver = false;
    const end = over.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await clock.advance(1);
      await delay(20);
    }
    await end;
  };
  return { clock, troubles, over, until, done };
}

it('a trouble is named at once and given up when its patience is over, with its last words', async () => {
  const { api } = await startCluster(recorded('crash'));
  const { clock, troubles, over, until } = wait(api, 'crash');
  await until('crash container "service" ends at its start: exit code 3');
  expect(troubles.map(({ cause }) => cause)).toEqual(['crash']);
  let isOver = false;
  over.catch(() => {
    isOver = true;
  });
  await clock.advance(5000);
  expect(isOver).toBe(false);
  await clock.advance(6000);
  await expect(over).rejects.toMatchObject({
    code: 'SHOPCTL_POD_CRASH',
    exitCode: 3,
    message: expect.stringMatching(
      /^crash does not come up: .*exit code 3 \(crash-\S+\)[\s\S]*I wait for the database/,
    ),
  });
});

it('a trouble that passes is named and forgotten', async () => {
  const broken = recorded('crash');
  const { api, change } = await startCluster(broken);
  const { troubles, until, done } = wait(api, 'crash');
  await until('exit code 3');
  const fine = recorded('fine');
  await change({ ...fine, deployment: { ...fine.deployment, metadata: broken.deployment.metadata } });
  await done();
  expect(troubles).toHaveLength(1);
});

it('a probe that fails is waited for to the deadline, which then names it and what it is answered', async () => {
  const { api } = await startCluster(recorded('readiness-probe'));
  const { clock, over, until } = wait(api, 'readiness-probe');
  await until('readiness probe fails');
  await clock.advance(61_000);
  await expect(over).rejects.toMatchObject({
    code: 'SHOPCTL_POD_PROBE',
    message: expect.stringMatching(
      /statuscode: 503, 25 times\n {2}GET :8080\/health\/ready answers 503: database is away\n {2}I wait for the database/,
    ),
  });
});

it('who may not read events gets the shop, and no explanation that needs them', async () => {
  const fine = await startCluster(recorded('fine'), { mayReadEvents: false });
  await wait(fine.api, 'fine').done();
  await server?.close();
  const probed = await startCluster(recorded('readiness-probe'), { mayReadEvents: false });
  const { clock, over, until } = wait(probed.api, 'readiness-probe');
  await until('0 of 1 ready');
  await clock.advance(61_000);
  await expect(over).rejects.toMatchObject({ code: 'SHOPCTL_POD_NOT_READY' });
});

it('a cluster that refuses ends the wait with its sentence', async () => {
  server = await startFakeApiServer((_, response) => sayNo(response, 403, { message: 'pods is forbidden' }));
  expect((await refusal(wait(server.api, 'cart').over)).message).toBe('not allowed: pods is forbidden');
});

it('a signal ends it', async () => {
  const { api } = await startCluster(recorded('crash'));
  const stop = new AbortController();
  const { over, until } = wait(api, 'crash', stop.signal);
  await until('exit code 3');
  stop.abort(new Error('Ctrl-C'));
  await expect(over).rejects.toThrow('Ctrl-C');
});
