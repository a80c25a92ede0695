import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { EnvironmentError } from '../../core/errors.ts';
import { metricsOutput } from './metrics-output.ts';
import type { Output } from './output.ts';

/**
 * Serves the load's metrics in Prometheus' text format at `/metrics` while it plays.
 * @throws EnvironmentError when the address cannot be listened on
 */
export async function openPrometheusOutput(host: string, port: number, runId: string): Promise<Output> {
  const exporter = new PrometheusExporter({ host, port, preventServerStart: true });
  try {
    await exporter.startServer();
  } catch (cause) {
    throw new EnvironmentError(`cannot serve metrics on ${host}:${port}: ${(cause as Error).message}`, {
      hint: 'Give another port: --out prometheus=127.0.0.1:9465.',
      cause,
    });
  }
  return metricsOutput(exporter, runId, '.seconds');
}
