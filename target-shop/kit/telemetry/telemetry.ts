import {
  context,
  type Logger as LogEmitter,
  type Meter,
  type TextMapPropagator,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { type IMetricReader, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ENVIRONMENT } from '../../contract/environment.ts';
import type { ServiceSettings } from '../service/service-settings.ts';
import { EXPORT_TIMEOUT_MS, type ExportListener, type OtlpExporters, otlpExporters } from './otlp-export.ts';
import { prometheusView } from './prometheus-view.ts';
import { baggageOnSpans, oldNamesOnSpans } from './span-processors.ts';

/** The telemetry of one service: where its spans, numbers and records go. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly logEmitter: LogEmitter;
  /** W3C trace context and baggage. */
  readonly propagator: TextMapPropagator;
  /** Lets somebody hear how each export went. */
  onExport(listener: ExportListener): void;
  /** Answers all metrics in Prometheus' text format, aliases included. */
  prometheusText(): Promise<string>;
  /** Sends everything buffered and in flight; what cannot be sent is dropped, never thrown. */
  flush(): Promise<void>;
  /** Flushes and ends; nothing is recorded afterwards. */
  shutdown(): Promise<void>;
}

const SCOPE = 'shop-kit';
/** Short, so that a killed service loses little and tests wait little. */
const BATCH_DELAY_MS = 500;
const METRIC_INTERVAL_MS = 2000;
/** At 500 ms a batch, this many a queue is 16,000 spans a second; what is beyond it is dropped and counted. */
const QUEUE_SIZE = 8192;

const batching = {
  scheduledDelayMillis: BATCH_DELAY_MS,
  maxQueueSize: QUEUE_SIZE,
  exportTimeoutMillis: EXPORT_TIMEOUT_MS,
};

/**
 * Starts telemetry with providers of its own, none of them global, so that several services can share a process.
 * Only the context manager is global: there is one call stack.
 */
export function startTelemetry(settings: ServiceSettings): Telemetry {
  // Answers false, harmlessly, when another service of this process has already done it.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const listeners: ExportListener[] = [];
  const tell: ExportListener = (error) => listeners.forEach((listener) => void listener(error));
  const exporters = settings.otlpUrl === undefined ? undefined : otlpExporters(settings.otlpUrl, tell);
  const resource = serviceResource(settings);
  const reader = metricReader(exporters);
  const metrics = new MeterProvider({ resource, readers: [reader] });
  const traces = traceProvider(settings, { resource, metrics, exporters });
  const logs = logProvider(resource, metrics, exporters);
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  return {
    tracer: traces.getTracer(SCOPE, settings.version),
    meter: metrics.getMeter(SCOPE, settings.version),
    logEmitter: logs.getLogger(SCOPE, settings.version),
    propagator: new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
    }),
    onExport: (listener) => void listeners.push(listener),
    async prometheusText() {
      const { resourceMetrics } = await reader.collect();
      return serializer.serialize(prometheusView(resourceMetrics, settings.service));
    },
    async flush() {
      await Promise.allSettled([traces.forceFlush(), logs.forceFlush(), metrics.forceFlush()]);
      // The processors forget a batch that was already on its way; only the exporters know of it.
      await Promise.allSettled([exporters?.traces.forceFlush(), exporters?.logs.forceFlush()]);
    },
    async shutdown() {
      // Metrics end last: they count what the other two send.
      await Promise.allSettled([traces.shutdown(), logs.shutdown()]);
      await Promise.allSettled([metrics.shutdown()]);
    },
  };
}

function serviceResource(settings: ServiceSettings): Resource {
  return defaultResource().merge(
    resourceFromAttributes({
      'service.name': settings.service,
      'service.version': settings.version,
      'service.namespace': 'shop',
      'service.instance.id': settings.instance,
      'deployment.environment.name': ENVIRONMENT,
      'process.pid': process.pid,
    }),
  );
}

/**
 * One reader for both ways out, pushed and scraped: each further one keeps all numbers once more and has every
 * measurement recorded once more. It counts from the start (cumulative), which is what a scrape needs.
 */
function metricReader(exporters: OtlpExporters | undefined): IMetricReader {
  if (exporters === undefined) return new PrometheusExporter({ preventServerStart: true });
  const timing = { exportIntervalMillis: METRIC_INTERVAL_MS, exportTimeoutMillis: EXPORT_TIMEOUT_MS };
  return new PeriodicExportingMetricReader({ exporter: exporters.metrics, ...timing });
}

interface Surroundings {
  readonly resource: Resource;
  readonly metrics: MeterProvider;
  readonly exporters: OtlpExporters | undefined;
}

function traceProvider(
  settings: ServiceSettings,
  { resource, metrics, exporters }: Surroundings,
): TracerProvider {
  const spanProcessors: SpanProcessor[] = [baggageOnSpans, oldNamesOnSpans(settings.oldNames)];
  if (exporters !== undefined) {
    const observed = { selfObsMeterProvider: metrics };
    spanProcessors.push(new BatchSpanProcessor({ exporter: exporters.traces, ...batching, ...observed }));
  }
  return new TracerProvider({ resource, spanProcessors });
}

function logProvider(
  resource: Resource,
  selfObsMeterProvider: MeterProvider,
  exporters: OtlpExporters | undefined,
): LoggerProvider {
  if (exporters === undefined) return new LoggerProvider({ resource });
  const processor = new BatchLogRecordProcessor({
    exporter: exporters.logs,
    ...batching,
    selfObsMeterProvider,
  });
  return new LoggerProvider({ resource, processors: [processor] });
}
