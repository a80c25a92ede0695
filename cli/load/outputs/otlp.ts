import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { EnvironmentError } from '../../core/errors.ts';
import { metricsOutput } from './metrics-output.ts';
import type { Output } from './output.ts';

const EXPORT_EVERY_MS = 5000;
const EXPORT_TIMEOUT_MS = 4000;

/**
 * Sends metrics to an OTLP/HTTP receiver every five seconds and at the end.
 * @param baseUrl without `/v1/metrics`
 */
export function otlpOutput(baseUrl: string, runId: string): Output {
  const exporter = new OTLPMetricExporter({
    url: `${baseUrl.replace(/\/$/, '')}/v1/metrics`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const last = lastResultOf(exporter);
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: EXPORT_EVERY_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const output = metricsOutput(reader, runId);
  return {
    take: output.take,
    async close() {
      await output.close();
      // Sums are cumulative: the last export holds everything, whatever happened to those before.
      const cause = last();
      if (cause === undefined) return;
      throw new EnvironmentError(`${baseUrl} did not take the load's metrics: ${cause.message}`, { cause });
    },
  };
}

/** The SDK keeps failures to its diagnostics, where nobody looks. */
function lastResultOf(exporter: OTLPMetricExporter): () => Error | undefined {
  const send = exporter.export.bind(exporter);
  let last: Error | undefined;
  exporter.export = (metrics, done) =>
    send(metrics, (result: ExportResult) => {
      const failed = result.code !== ExportResultCode.SUCCESS;
      last = failed ? (result.error ?? new Error('the export failed')) : undefined;
      done(result);
    });
  return () => last;
}
