import type { WireAnswer, WireRequest } from '../../../cli/load/http/transport.ts';
import { rehearsalAnswering } from '../../../cli/load/rehearse/rehearsal-transport.ts';
import type { JourneySummary, Summary } from '../../../cli/load/summary.ts';
import { loadOf, START_MS, virtualShop } from '../../../cli/load/test/virtual-shop.ts';
import { JOURNEYS } from '../registry.ts';
import { createRehearsalShop } from '../rehearsal-shop.ts';

/** What a right shop answers. */
export function rightShop(): Answering {
  return rehearsalAnswering(createRehearsalShop());
}

type Answering = (request: WireRequest) => WireAnswer;

/** Plays a hundred iterations of some journeys. */
export async function play(names: readonly string[], shop: Answering = rightShop()) {
  const { engine, clock, requests } = virtualShop(JOURNEYS, (request) => ({
    tookMs: 10,
    answer: shop(request),
  }));
  engine.start(loadOf('', { mix: names.map((journey) => ({ journey, probability: 1 })) }), START_MS);
  await clock.until(engine.finished('users'));
  const summary = engine.summary();
  const claims = engine.claims();
  return {
    summary,
    claims,
    requests,
    journey: journeyIn(summary),
    count: (line: string) => countOf(requests, line),
  };
}

function journeyIn({ loads }: Summary): JourneySummary | undefined {
  return loads[0]?.journeys[0];
}

function countOf(requests: readonly WireRequest[], line: string): number {
  return requests.filter(({ method, path }) => `${method} ${path}` === line).length;
}

/** A shop that is right but for one path. */
export function shopBut(path: string, answer: WireAnswer): Answering {
  const right = rightShop();
  return (request) => (request.path === path ? answer : right(request));
}
