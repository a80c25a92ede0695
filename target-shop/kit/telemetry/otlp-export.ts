import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import {
  AggregationTemporalityPreference,
  OTLPMetricExporter,
} from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';

/** One exporter for each signal, all to the same receiver. */
export interface OtlpExporters {
  readonly traces: OTLPTraceExporter;
  readonly metrics: OTLPMetricExporter;
  readonly logs: OTLPLogExporter;
}

/** Hears how each export went: `undefined` when it arrived. */
export type ExportListener = (error: Error | undefined) => void;

/** An export that takes longer has failed. */
export const EXPORT_TIMEOUT_MS = 2000;

/** Creates exporters of OTLP/HTTP as JSON. @param baseUrl without a trailing slash */
export function otlpExporters(baseUrl: string, listener: ExportListener): OtlpExporters {
  const target = (signal: string) => ({ url: `${baseUrl}/v1/${signal}`, timeoutMillis: EXPORT_TIMEOUT_MS });
  const exporters = {
    traces: new OTLPTraceExporter(target('traces')),
    metrics: new OTLPMetricExporter({
      ...target('metrics'),
      temporalityPreference: AggregationTemporalityPreference.CUMULATIVE,
    }),
    logs: new OTLPLogExporter(target('logs')),
  };
  watch(exporters.traces, listener);
  watch(exporters.metrics, listener);
  watch(exporters.logs, listener);
  return exporters;
}

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/** The SDK itself keeps failures to its diagnostics, where nobody looks. */
function watch<Items>(exporter: Exporter<Items>, listener: ExportListener): void {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      const failed = result.code !== ExportResultCode.SUCCESS;
      listener(failed ? (result.error ?? new Error('the export failed')) : undefined);
      done(result);
    });
}
