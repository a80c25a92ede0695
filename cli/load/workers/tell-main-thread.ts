import type { EmbeddedEngine, EngineWorld, LoadPart } from '../embedded-engine.ts';
import type { CountsTeller } from '../measure/packed-form.ts';
import type { SharedPart, Told, ToWorker } from './worker-messages.ts';

/**
 * Answers the listeners of an engine in a worker, which tell the main thread.
 * @param isAlone whether it plays its loads whole; one of several tells what can be joined with the others'
 */
export function tellMainThread(
  say: (message: Told) => void,
  isAlone: boolean,
): Pick<EngineWorld, 'onWindow' | 'onBroken' | 'onSlices' | 'onOverload'> {
  const onBroken: EngineWorld['onBroken'] = (broken) => say({ kind: 'broken', broken });
  if (isAlone) return { onWindow: (window) => say({ kind: 'window', window }), onBroken };
  return {
    onWindow: (window, response, isWarmUp) => say({ kind: 'second', second: { window, response, isWarmUp } }),
    onBroken,
    onSlices: (load, told) => say({ kind: 'slices', load, told }),
    onOverload: (load) => say({ kind: 'overloaded', load }),
  };
}

/** What else a worker does when it is asked. */
export interface WorkerDuties {
  /** Sends all points and spans there are. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /** Tells the main thread of counts. */
  readonly teller: CountsTeller;
}

/** Answers what the main thread asks an engine in a worker. */
export async function answerMainThread(
  engine: EmbeddedEngine,
  message: ToWorker,
  duties: WorkerDuties,
): Promise<unknown> {
  switch (message.call) {
    case 'start': {
      const { load, startAtMs, part } = message.ask;
      engine.start(load, startAtMs, part && countingTogether(part));
      return null;
    }
    case 'finished':
      await engine.finished(message.ask.load);
      return null;
    case 'stop':
      await engine.stop(message.ask.load, message.ask.graceMs);
      return null;
    case 'hold':
      return engine.playing(message.ask.load).hold(message.ask.inMs);
    case 'pause':
      await engine.playing(message.ask.load).pause(message.ask.atMs);
      return null;
    case 'resume':
      engine.playing(message.ask.load).resume(message.ask.atEpochMs);
      return null;
    case 'scale':
      await engine.playing(message.ask.load).scale(message.ask.scaling, message.ask.atMs);
      return null;
    case 'state':
      return engine.playing(message.ask.load).state();
    case 'meter':
      return engine.meter(message.ask.load);
    case 'look':
      return engine.look(message.ask.load);
    case 'figures':
      return engine.figures(message.ask.load, message.ask.window);
    case 'summary':
      await duties.flush();
      return engine.summary();
    case 'counts':
      await duties.flush();
      return engine.counts();
    case 'checkpoint':
      return duties.teller.tell(engine.counts());
    case 'claims':
      return engine.claims();
    case 'close':
      await engine.stopAll();
      await duties.flush();
      await duties.close();
      return null;
    default:
      return message satisfies never;
  }
}

/** Workers count the iterations of a closed load together, so that each number is one iteration's only. */
function countingTogether({ nextIndex, ...part }: SharedPart): LoadPart {
  const next = new Uint32Array(nextIndex);
  return { ...part, nextIndex: () => Atomics.add(next, 0, 1) };
}
