import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../core/clock.ts';
import { randomHex } from '../core/random-hex.ts';
import { feedsOf } from './data/feeds.ts';
import { readFeeds } from './data/read-feeds.ts';
import { EmbeddedEngine } from './embedded-engine.ts';
import type { LoadEngineOptions } from './engine.ts';
import { createTransport } from './http/create-transport.ts';
import { noRootSpans } from './http/no-root-spans.ts';
import { RootSpanExporter } from './http/root-spans.ts';
import { loadJourneyFiles } from './journey-files.ts';
import { journeyNamed } from './journey-named.ts';
import { watchThread } from './measure/generator-health.ts';
import { CountsTeller } from './measure/packed-form.ts';
import { hybridPacer } from './pacer.ts';
import { PointBatches } from './point-batches.ts';
import { startMarksIn } from './start-marks.ts';
import { runIn } from './workers/run-in.ts';
import { answerMainThread, tellMainThread, type WorkerDuties } from './workers/tell-main-thread.ts';
import type { FromWorker, ToWorker } from './workers/worker-messages.ts';

// The thread that plays loads: an embedded engine behind messages. Started by workers/engine-thread.ts only.

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
  isLookedAt = false,
  thresholds = [],
  slos = [],
  workers = 1,
  journeyFiles = [],
  feeds = [],
  wire = {},
  marksDirectory,
  heap,
  runIn: runInRequests = 0,
} = workerData as LoadEngineOptions;
for (const flag of heap?.flags ?? []) setFlagsFromString(flag);
// Stripping the types of journeys takes 15 MB of a thread; what the main thread has stripped is in the cache.
enableCompileCache();
const ownJourneys = await loadJourneyFiles(journeyFiles);
const transport = await createTransport(targetUrl, systemClock, wire);
const rootSpans =
  otlpUrl === undefined
    ? noRootSpans
    : new RootSpanExporter({ otlpUrl, targetUrl, instanceId: `load-generator-${randomHex(32)}` });
const points = tellPoints ? new PointBatches((batch) => say({ kind: 'points', points: batch })) : undefined;
const engine = new EmbeddedEngine({
  seed,
  runId,
  clock: systemClock,
  pacer: hybridPacer(systemClock),
  transport,
  rootSpans,
  journey: (name) => journeyNamed(name, ownJourneys),
  feeds: feedsOf(readFeeds(feeds)),
  watchThread,
  thresholds,
  slos,
  isLookedAt,
  ...tellMainThread(say, workers === 1),
  ...(marksDirectory === undefined ? {} : { markFor: startMarksIn(marksDirectory, systemClock) }),
  ...(points === undefined ? {} : { onPoint: (point) => points.add(point) }),
});

const duties: WorkerDuties = {
  async flush() {
    points?.flush();
    await rootSpans.flush();
  },
  close: () => transport.close(),
  teller: new CountsTeller(),
};

port.on('message', (message: ToWorker) => {
  answerMainThread(engine, message, duties).then(
    (result) => say({ kind: 'answer', id: message.id, answer: result }),
    (error: unknown) => say({ kind: 'error', id: message.id, message: String(error) }),
  );
});
await runIn(runInRequests, systemClock);
say({ kind: 'ready' });
