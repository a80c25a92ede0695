import { describe, expect, it } from 'vitest';
import { feedsOf } from './data/feeds.ts';
import type { VirtualUser } from './journey.ts';
import {
  type Answering,
  answered,
  get,
  journeyOf,
  loadOf,
  playOut,
  virtualShop,
} from './test/virtual-shop.ts';

/** Plays a journey of a test a hundred times. */
async function play(
  steps: (user: VirtualUser) => Promise<void>,
  answer: ReturnType<Answering>['answer'] = answered(200, { items: [{ id: 'a-1' }], total: 7 }),
) {
  const shop = virtualShop([journeyOf('ask', steps)], () => ({ tookMs: 5, answer }), {
    feeds: feedsOf([
      { name: 'users', mode: 'sequence', file: 'users.csv', rows: [{ id: 'u-1' }, { id: 'u-2' }] },
    ]),
  });
  const { summary, load } = await playOut(shop, loadOf('ask'));
  return { errors: summary.errors, load, journey: load.journeys[0], requests: shop.requests };
}

describe('a request', () => {
  it('is sent with its own headers before those of every request, and a body as JSON, text or form', async () => {
    const { requests } = await play(async (user) => {
      const path = '/things/1';
      await user.request({
        method: 'PUT',
        path,
        body: { a: 1 },
        headers: { Accept: 'text/html', 'X-Own': 'yes' },
      });
      await user.request({ method: 'POST', path, body: 'a,b', headers: { 'Content-Type': 'text/csv' } });
      await user.request({ method: 'POST', path, form: { name: 'Bo Ünal', q: '1&2' } });
      await user.request({ method: 'HEAD', path });
    });
    expect(requests.slice(0, 4)).toMatchObject([
      {
        method: 'PUT',
        body: '{"a":1}',
        headers: { accept: 'text/html', 'x-own': 'yes', 'content-type': 'application/json' },
      },
      { body: 'a,b', headers: { 'content-type': 'text/csv', accept: 'application/json' } },
      {
        body: 'name=Bo+%C3%9Cnal&q=1%262',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      { method: 'HEAD' },
    ]);
    expect(requests[0]?.headers).not.toHaveProperty('Accept');
    expect(requests[3]).not.toHaveProperty('body');
  });

  it('to another target breaks its journey, and says why', async () => {
    const { errors, requests } = await play(async (user) => void (await get('https://elsewhere/x')(user)));
    expect(errors).toMatchObject([{ kind: 'journey_broken', count: 100 }]);
    expect(errors[0]?.example).toContain('"https://elsewhere/x" is no path');
    expect(requests).toEqual([]);
  });

  it('is answered with headers in any case, and the text beside its JSON', async () => {
    const seen: unknown[] = [];
    await play(
      async (user) => {
        const answer = await get('/a')(user);
        seen.push(answer.header('ETag'), answer.header('none'), answer.text);
      },
      {
        kind: 'answered',
        status: 200,
        text: 'hello',
        cookies: [],
        header: (name) => ({ etag: '"1"' })[name],
      },
    );
    expect(seen.slice(0, 3)).toEqual(['"1"', undefined, 'hello']);
  });
});

describe('a check', () => {
  it('is counted by name, and fails journey and request where it does not hold', async () => {
    let visits = 0;
    const { load, journey, errors } = await play(async (user) => {
      await get('/a')(user);
      visits += 1;
      user.check('is listed', true);
      user.check('is cheap', visits % 4 !== 0);
    });
    expect(load.checks).toEqual([
      { name: 'is cheap', passed: 75, failed: 25 },
      { name: 'is listed', passed: 100, failed: 0 },
    ]);
    expect(journey).toMatchObject({ completed: 100, failed: 25 });
    expect(errors).toMatchObject([{ kind: 'check_failed', count: 25, example: 'is cheap' }]);
    expect(load.total.errors).toBe(25);
  });

  it('is told of nowhere when there is none', async () => {
    const { load } = await play(async (user) => void (await get('/a')(user)));
    expect(load).not.toHaveProperty('checks');
    expect(load).not.toHaveProperty('counters');
  });
});

describe('a counter', () => {
  it('adds up what is counted, outside a warm-up', async () => {
    const shop = virtualShop(
      [
        journeyOf('ask', async (user) => {
          await get('/a')(user);
          user.count('asked');
          user.count('cents', 250);
        }),
      ],
      () => ({ tookMs: 5, answer: answered(200) }),
    );
    const { load } = await playOut(shop, loadOf('ask', { warmUpMs: 2000 }));
    expect(load.counters).toEqual([
      { name: 'asked', count: 80 },
      { name: 'cents', count: 20_000 },
    ]);
  });

  it('that is no number breaks its journey', async () => {
    const { errors } = await play(async (user) => user.count('cents', Number.NaN));
    expect(errors).toMatchObject([{ kind: 'journey_broken', example: 'counter "cents" cannot count NaN' }]);
  });
});

describe('a capture', () => {
  it('answers the text or number at a path', async () => {
    const seen: unknown[] = [];
    const { journey } = await play(async (user) => {
      const answer = await get('/a')(user);
      seen.push(user.capture(answer, 'items[0].id'), user.capture(answer, 'total'));
    });
    expect(seen.slice(0, 2)).toEqual(['a-1', 7]);
    expect(journey?.failed).toBe(0);
  });

  it('that finds nothing ends the journey by a check that names it', async () => {
    const { errors, journey, requests } = await play(async (user) => {
      const cartId = user.capture(await get('/a')(user), 'items[3].id');
      await get(`/a/${cartId}`)(user);
    });
    expect(errors).toMatchObject([
      {
        kind: 'check_failed',
        count: 100,
        example: 'there is no text or number at "items[3].id" of the answer',
      },
    ]);
    expect(journey).toMatchObject({ completed: 100, failed: 100 });
    expect(requests).toHaveLength(100);
  });

  it('from a request that failed ends the journey and adds no error', async () => {
    const { errors, journey, load } = await play(async (user) => {
      user.capture(await get('/a')(user), 'id');
      user.count('went on');
    }, answered(503));
    expect(errors).toMatchObject([{ kind: 'http_503', count: 100 }]);
    expect(journey).toMatchObject({ completed: 100, failed: 100 });
    expect(load).not.toHaveProperty('counters');
  });

  it('of a value that is needed says what is missing', async () => {
    const { errors } = await play(async (user) => {
      const answer = await get('/a')(user);
      user.need(answer.header('location'), 'Location header');
    });
    expect(errors).toMatchObject([{ kind: 'check_failed', example: 'there is no Location header' }]);
  });
});

describe('a feed', () => {
  it('answers the row of the iteration, however often it is asked', async () => {
    const { requests } = await play(async (user) => {
      await get(`/${user.feed('users')['id']}`)(user);
      await get(`/${user.feed<{ id: string }>('users').id}/again`)(user);
    });
    const paths = requests.map(({ path }) => path).slice(0, 4);
    expect(paths).toEqual(['/u-1', '/u-1/again', '/u-2', '/u-2/again']);
  });

  it('that there is not breaks the journey, and says which there are', async () => {
    const { errors } = await play(async (user) => void user.feed('user'));
    expect(errors[0]?.example).toBe('there is no data "user": there is users; give it with --data user=FILE');
  });
});
