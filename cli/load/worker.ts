import { randomUUID } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../core/clock.ts';
import { EmbeddedEngine } from './embedded-engine.ts';
import type { LoadEngineOptions } from './engine.ts';
import { noRootSpans, RootSpanExporter } from './http/root-spans.ts';
import { socketTransport } from './http/socket-transport.ts';
import { journeyNamed } from './journey-named.ts';
import { watchThread } from './measure/generator-health.ts';
import { hybridPacer } from './pacer.ts';
import { PointBatches } from './point-batches.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

// The thread that plays loads: an embedded engine behind messages. Started by create-load-engine.ts only.

const port = parentPort;
if (port === null) throw new Error('the load worker is no program of its own');
const say = (message: FromWorker) => port.postMessage(message);

// Handed over by create-load-engine.ts.
const {
  targetUrl,
  otlpUrl,
  seed,
  runId,
  tellPoints = false,
  thresholds = [],
} = workerData as LoadEngineOptions;
const transport = socketTransport(targetUrl, systemClock);
const rootSpans =
  otlpUrl === undefined
    ? noRootSpans
    : new RootSpanExporter({ otlpUrl, targetUrl, instanceId: `load-generator-${randomUUID()}` });
const points = tellPoints ? new PointBatches((batch) => say({ kind: 'points', points: batch })) : undefined;
const engine = new EmbeddedEngine({
  seed,
  runId,
  clock: systemClock,
  pacer: hybridPacer(systemClock),
  transport,
  rootSpans,
  journey: journeyNamed,
  watchThread,
  onWindow: (window) => say({ kind: 'window', window }),
  thresholds,
  onBroken: (broken) => say({ kind: 'broken', broken }),
  ...(points === undefined ? {} : { onPoint: (point) => points.add(point) }),
});

async function answer(message: ToWorker): Promise<unknown> {
  switch (message.call) {
    case 'start':
      engine.start(message.ask.load, message.ask.startAtMs);
      return null;
    case 'finished':
      await engine.finished(message.ask.load);
      return null;
    case 'stop':
      await engine.stop(message.ask.load, message.ask.graceMs);
      return null;
    case 'figures':
      return engine.figures(message.ask.load, message.ask.window);
    case 'summary':
      points?.flush();
      await rootSpans.flush();
      return engine.summary();
    case 'claims':
      return engine.claims();
    case 'close':
      await engine.stopAll();
      points?.flush();
      await rootSpans.flush();
      await transport.close();
      return null;
    default:
      return message satisfies never;
  }
}

port.on('message', (message: ToWorker) => {
  answer(message).then(
    (result) => say({ kind: 'answer', id: message.id, answer: result }),
    (error: unknown) => say({ kind: 'error', id: message.id, message: String(error) }),
  );
});
say({ kind: 'ready' });
