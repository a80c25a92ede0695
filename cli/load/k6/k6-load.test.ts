import { expect, it } from 'vitest';
import { parseThreshold } from '../../plan/parse-threshold.ts';
import type { ClaimedOrder } from '../claims/claimed-order.ts';
import { openClaim } from '../claims/open-claim.ts';
import { noRootSpans } from '../http/no-root-spans.ts';
import { Ledger } from '../measure/ledger.ts';
import { loadOf, START_MS } from '../test/virtual-shop.ts';
import type { BrokenThreshold } from '../threshold-watch.ts';
import { type K6Line, LINE_MARK } from './k6-event.ts';
import { K6Load } from './k6-load.ts';
import { TellingLedger } from './script/telling-ledger.ts';

/** What a script tells, as this process hears it of k6. */
function toldBy(tell: (ledger: TellingLedger) => void) {
  const load = loadOf('menu', { warmUpMs: 1000 });
  const broken: BrokenThreshold[] = [];
  const claims: ClaimedOrder[] = [];
  const thresholds = ['"it is cheap".failed<=0%', 'checks.failed[1s,min=1]<60%'].map(parseThreshold);
  const listener = {
    onWindow: () => undefined,
    thresholds,
    onBroken: (one: BrokenThreshold) => broken.push(one),
  };
  const ledger = new Ledger(load, START_MS + 1000, listener);
  const warmUpLedger = new Ledger(load, START_MS, { onWindow: () => undefined });
  const heard = new K6Load({
    ...{ load, ledger, warmUpLedger, rootSpans: noRootSpans },
    claims: { note: (claim) => void claims.push(claim) },
  });
  const write = (line: string) => heard.hear(JSON.parse(line.slice(LINE_MARK.length)) as K6Line);
  tell(new TellingLedger(write));
  return { ledger, broken, claims };
}

/** Begins an iteration so many milliseconds after the start. */
function begin(ledger: TellingLedger, iteration: number, afterMs: number): void {
  const atMs = START_MS + afterMs;
  ledger.begin(iteration, { kind: 'started', scenarioAtMs: START_MS, startedAtMs: atMs, dueAtMs: atMs });
}

it('checks of journeys in k6 are counted and judged when they were made, those of a warm-up nowhere', () => {
  const { ledger, broken } = toldBy((told) => {
    begin(told, 0, 500);
    told.addCheck('it is cheap', false, START_MS + 510);
    told.end('played');
    begin(told, 1, 1500);
    told.addCheck('it came', true, START_MS + 1510);
    told.addCheck('it is cheap', false, START_MS + 1620);
    told.end('played');
  });
  expect(ledger.checks.summary()).toEqual([
    { name: 'it came', passed: 1, failed: 0 },
    { name: 'it is cheap', passed: 0, failed: 1 },
  ]);
  expect(broken).toEqual([{ expression: '"it is cheap".failed<=0%', load: 'users', atMs: START_MS + 1620 }]);
  ledger.watch?.end(START_MS + 3000);
  expect(ledger.watch?.results()).toMatchObject([{ worst: { value: 0.5, samples: 2 } }]);
});

it('what users in k6 are told of their orders is heard as they hear it', () => {
  const who = { reference: 'ref-1', customer: 'Ada' };
  const { claims } = toldBy((told) => {
    begin(told, 0, 1500);
    const claim = openClaim(who, (one) => told.addClaim(one));
    told.say();
    claim.placed('order-1', 10.1);
    told.end('played');
  });
  expect(claims).toEqual([
    { ...who, outcome: 'lost' },
    { ...who, outcome: 'placed', told: { orderId: 'order-1', totalCents: 1010 } },
  ]);
});
