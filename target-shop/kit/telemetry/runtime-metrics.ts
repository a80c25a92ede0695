import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Meter } from '@opentelemetry/api';

/** How finely lag is sampled; coarser costs less and sees less. */
const LAG_RESOLUTION_MS = 20;
/** How much of the past a lag figure speaks of. */
const LAG_WINDOW_MS = 5000;
const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;

/**
 * Observes the process itself: memory and the heap's bound, processor time, how long it lives, event loop lag.
 * @returns ends the observation
 */
export function observeRuntime(meter: Meter): () => void {
  const memory = meter.createObservableGauge('process.memory.usage', { unit: 'By' });
  const heap = meter.createObservableGauge('v8js.memory.heap.used', { unit: 'By' });
  const heapLimit = meter.createObservableGauge('v8js.memory.heap.limit', { unit: 'By' });
  const uptime = meter.createObservableGauge('process.uptime', { unit: 's' });
  const cpu = meter.createObservableCounter('process.cpu.time', { unit: 's' });
  const { heap_size_limit } = getHeapStatistics();
  meter.addBatchObservableCallback(
    (result) => {
      const { rss, heapUsed } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      result.observe(memory, rss);
      result.observe(heap, heapUsed);
      result.observe(heapLimit, heap_size_limit);
      result.observe(uptime, process.uptime());
      result.observe(cpu, user / MICROSECONDS, { 'cpu.mode': 'user' });
      result.observe(cpu, system / MICROSECONDS, { 'cpu.mode': 'system' });
    },
    [memory, heap, heapLimit, uptime, cpu],
  );
  return observeLag(meter);
}

function observeLag(meter: Meter): () => void {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  const p99 = meter.createObservableGauge('nodejs.eventloop.delay.p99', { unit: 's' });
  const max = meter.createObservableGauge('nodejs.eventloop.delay.max', { unit: 's' });
  let windowStartedMs = performance.now();
  meter.addBatchObservableCallback(
    (result) => {
      // The histogram holds intervals, the timer's own resolution included; an idle loop has no lag.
      const excess = (valueNs: number) => Math.max(0, valueNs / NANOSECONDS - LAG_RESOLUTION_MS / 1000);
      result.observe(p99, excess(lag.percentile(99)));
      result.observe(max, excess(lag.max));
      if (performance.now() - windowStartedMs < LAG_WINDOW_MS) return;
      lag.reset();
      windowStartedMs = performance.now();
    },
    [p99, max],
  );
  return () => void lag.disable();
}
