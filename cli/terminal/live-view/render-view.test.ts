import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { renderView } from './render-view.ts';
import { BUSY_VIEW, EMPTY_VIEW } from './test/example-view.ts';
import type { ViewState } from './view-state.ts';

const plain = new Chalk({ level: 0 });
const frame = (state: ViewState, columns: number, rows: number) =>
  `\n${renderView(state, { columns, rows }, plain).join('\n')}\n`;

describe('the live view', () => {
  it('shows all there is where there is room', () => {
    expect(frame(BUSY_VIEW, 110, 40)).toMatchInlineSnapshot(`
      "
      load  playing · 1m12s of 2m · 48s left · stage 2 of 3  ━━━━━━━━━━━━━━━━━━━━━━━━────────────────
      rate        30/s wanted · 29.7/s now · 84.2 requests/s · 4 in flight
      iterations  2,160 started · 2,156 completed · 0 dropped · 3 errors

      rate        ▃▆███ max 30/s
      p95          ▃▅▇█ max 400 ms

                          last 10s                                   whole
      response                   n     p50     p95     p99     max       n     p50     p95     p99     max  errors
      all requests             763   21 ms  180 ms       –  1.25 s   6,100   21 ms  180 ms  420 ms  1.25 s       3
      menu                     217   21 ms  180 ms       –  1.25 s   1,730   21 ms  180 ms  420 ms  1.25 s       3
      purchase                 162  221 ms  380 ms       –  1.25 s   1,296  221 ms  380 ms  620 ms  1.25 s       3
      slowest endpoints
      POST /api/checkout       162  221 ms  380 ms       –  1.25 s   1,296  221 ms  380 ms  620 ms  1.25 s       3
      GET /api/menu            217   21 ms  180 ms       –  1.25 s   1,730   21 ms  180 ms  420 ms  1.25 s       3

             threshold                 now             of its bound
      ✔      purchase.response.p95<2s  380ms           ━━──────── 19 %
      ✖ now  all.errors[1m]<1%         1.2%            ━━━━━━━━━━ 120 %
      ·      history.response.p95<2s   no samples yet

      generator   ✔ valid so far · event loop 12 % busy · start lag p95 0.4 ms · 0.11 cores

      keys        p pause or resume · + - rate or users by 10 % · q stop
      "
    `);
  });

  it('leaves out columns, endpoints and good thresholds where it is narrow and low', () => {
    expect(frame(BUSY_VIEW, 60, 16)).toMatchInlineSnapshot(`
      "
      load  playing · 1m12s of 2m · 48s left · stage 2 of 3
      rate        30/s wanted · 29.7/s now · 84.2 requests/s
      iterations  2,160 started · 2,156 completed · 0 dropped
      rate        ▃▆███ max 30/s
      p95          ▃▅▇█ max 400 ms
                    last 10s           whole
      response             n     p95       n     p95     p99
      all requests       763  180 ms   6,100  180 ms  420 ms
      menu               217  180 ms   1,730  180 ms  420 ms
      purchase           162  380 ms   1,296  380 ms  620 ms
             threshold          now   of its bound
      ✖ now  all.errors[1m]<1%  1.2%  ━━━━━━━━━━ 120 %
      generator   ✔ valid so far · event loop 12 % busy
      keys        p pause or resume · + - rate or users by 10 %
      "
    `);
  });

  it('keeps what matters most where there is hardly any room', () => {
    expect(frame(BUSY_VIEW, 36, 8)).toMatchInlineSnapshot(`
      "
      load  playing · 1m12s of 2m
      rate        30/s wanted
      iterations  2,160 started
             threshold          now
      ✖ now  all.errors[1m]<1%  1.2%
      generator   ✔ valid so far
      keys        p pause or resume
      "
    `);
    expect(renderView(BUSY_VIEW, { columns: 12, rows: 2 }, plain)).toEqual(['load  play…']);
  });

  it('stands before anything has happened', () => {
    expect(frame(EMPTY_VIEW, 80, 24)).toMatchInlineSnapshot(`
      "
      load  starting · 0s of 2m  ────────────────────────────────────────

                      last                           whole
      response           n     p50     p95     p99       n     p50     p95     p99
      all requests       0       –       –       –       0       –       –       –

      keys        Ctrl-C stop
      "
    `);
  });

  it('of a search shows what is tried, and between which rates it looks', () => {
    const search = {
      kind: 'bisect',
      ratePerSecond: 15,
      heldPerSecond: 10,
      brokenPerSecond: 20,
      repeats: 0,
    } as const;
    const state = { ...BUSY_VIEW, search } as const;
    expect(frame(state, 100, 40)).toContain(
      '\nsearch      halving the stretch at 15/s · 10/s held · 20/s broke\n',
    );
    const first = { ...state, search: { kind: 'climb', ratePerSecond: 1, repeats: 0 } } as const;
    expect(frame(first, 100, 40)).toContain('doubling at 60/m · none held yet · none broke yet');
  });

  it('of a closed load shows users, and of an invalid one why it is', () => {
    const { wantedPerSecond: _, ...counts } = { ...BUSY_VIEW.counts, wantedUsers: 12 };
    const generator = {
      ...BUSY_VIEW.generator,
      late: 40,
      invalid: ['load "users" started 40 late', 'worse'],
    };
    const shown = frame({ ...BUSY_VIEW, counts, generator } as ViewState, 110, 40);
    expect(shown).toContain(
      '\nusers       12 wanted · 29.7/s iterations now · 84.2 requests/s · 4 in flight\n',
    );
    expect(shown).toContain('✖ not valid so far · event loop 12 % busy');
    expect(shown).toContain('\n✖ load "users" started 40 late\n✖ worse\n');
  });

  it('says when the generator is silent, when it pauses, and that a search lasts at most so long', () => {
    const course = (changes: Partial<ViewState['course']>) =>
      frame({ ...BUSY_VIEW, course: { ...BUSY_VIEW.course, ...changes } }, 110, 40);
    expect(course({ silentMs: 4000 })).toContain('no word of the generator for 4s');
    expect(course({ state: 'paused' })).toContain('load  paused · 1m12s of 2m');
    expect(course({ state: 'searching' })).toContain('at most 48s left');
    expect(course({ state: 'finishing', elapsedMs: 120_000 })).toContain('finishing · 2m of 2m  ━━');
  });

  it('never is wider or higher than the terminal, whatever its size and however long the names', () => {
    const long = 'a-journey-with-a-name-that-goes-on-and-on-'.repeat(4);
    const [all] = BUSY_VIEW.journeys;
    if (all === undefined) throw new Error('there is no example');
    const many = Array.from({ length: 30 }, (_, place) => ({ ...all, name: `${place} ${long}\x1b[2J\n` }));
    const thresholds = many.map(({ name }) => ({ expression: name, state: 'bad', observed: long }) as const);
    const state = { ...BUSY_VIEW, journeys: [all, ...many], endpoints: many, thresholds, keys: [long, long] };
    for (const shown of [state, BUSY_VIEW, EMPTY_VIEW]) {
      for (let columns = 1; columns <= 200; columns += 13) {
        for (let rows = 1; rows <= 60; rows += 7) {
          const lines = renderView(shown, { columns, rows }, plain);
          expect(lines.length, `${columns}×${rows}`).toBeLessThanOrEqual(Math.max(1, rows - 1));
          const widest = Math.max(...lines.map((line) => [...line].length));
          expect(widest, `${columns}×${rows}\n${lines.join('\n')}`).toBeLessThanOrEqual(
            Math.max(1, columns - 1),
          );
          // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none
          expect(lines.join('')).not.toMatch(/[\x00-\x1f]/);
        }
      }
    }
  });

  it('says the same in colour', () => {
    const painted = renderView(BUSY_VIEW, { columns: 100, rows: 30 }, new Chalk({ level: 2 }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what it finds
    const bare = painted.map((line) => line.replaceAll(/\x1b\[[\d;]*m/g, ''));
    expect(painted).not.toEqual(bare);
    expect(bare).toEqual(renderView(BUSY_VIEW, { columns: 100, rows: 30 }, plain));
  });
});
