import type { Threshold } from '../../plan/threshold.ts';
import type { EngineWorld } from '../embedded-engine.ts';
import type { WireRequest } from '../http/transport.ts';
import type { Journey } from '../journey.ts';
import { CountsTeller } from '../measure/packed-form.ts';
import type { EngineThread } from '../workers/engine-thread.ts';
import { answerMainThread, tellMainThread } from '../workers/tell-main-thread.ts';
import type { Told, ToWorker } from '../workers/worker-messages.ts';
import { WorkersEngine } from '../workers/workers-engine.ts';
import { VirtualClock } from './virtual-clock.ts';
import { type Answering, START_MS, virtualShop } from './virtual-shop.ts';

export interface VirtualWorkersOptions {
  readonly workers: number;
  readonly thresholds?: readonly Threshold[];
  readonly changes?: Partial<EngineWorld>;
  /** How long a message takes to a thread, in milliseconds; none overtakes another. */
  delayMs?(): number;
}

/** As a {@link virtualShop}, but played by several engines as several threads play: their messages are real, the threads are not. */
export function virtualWorkers(
  journeys: readonly Journey[],
  answering: Answering,
  { workers, thresholds = [], changes = {}, delayMs = () => 0 }: VirtualWorkersOptions,
) {
  const clock = new VirtualClock(START_MS - 300);
  const requests: WireRequest[][] = [];
  const threads = Array.from({ length: workers }, (): EngineThread => {
    const listeners: ((told: Told) => void)[] = [];
    const say = (told: Told) => {
      // As a message to another thread: a copy, so that nothing is shared.
      for (const listener of listeners) listener(structuredClone(told));
    };
    const world = { thresholds, ...changes, ...tellMainThread(say, false) };
    const shop = virtualShop(journeys, answering, world, clock);
    requests.push(shop.requests);
    const nothing = async () => undefined;
    const teller = new CountsTeller();
    let heardMs = 0;
    return {
      async ask(call, ask) {
        heardMs = Math.max(heardMs, clock.now() + delayMs());
        if (heardMs > clock.now()) await clock.sleepUntil(heardMs);
        const message = { id: 0, call, ask } as unknown as ToWorker; // as the real thread does
        return (await answerMainThread(shop.engine, message, {
          flush: nothing,
          close: nothing,
          teller,
        })) as never;
      },
      onTold: (listener) => void listeners.push(listener),
      break: (error) => {
        throw error;
      },
      close: nothing,
    };
  });
  return { engine: new WorkersEngine(threads, thresholds, [], clock), clock, requests };
}
