import type { Queries } from '../../queries.ts';
import { findEdges } from './edge-queries.ts';
import { countFlagEvaluations, sumLogs } from './log-queries.ts';
import { findMetrics } from './metric-queries.ts';
import { findMetricSenders, readMetricSeries } from './metric-series.ts';
import { sumSelfTimes } from './self-times.ts';
import { countStatements, findServices, sumSpans } from './span-queries.ts';
import { openTelemetryReader } from './telemetry-reader.ts';
import { findTraceShapes } from './trace-shapes.ts';
import { findSlowestTraces } from './trace-trees.ts';

/**
 * Opens the telemetry of a run for questions, also while the receiver still writes it; never changes it.
 * @throws EnvironmentError when the file does not exist or cannot be opened, UsageError when it is something else or
 *   of another version
 */
export function openTelemetryFile(file: string): Queries {
  const reader = openTelemetryReader(file);
  return {
    services: async (window) => findServices(reader, window),
    edges: async (window) => findEdges(reader, window),
    spans: async (select) => sumSpans(reader, select),
    traceShapes: async (select) => findTraceShapes(reader, select),
    statements: async (window) => countStatements(reader, window),
    logs: async (select) => sumLogs(reader, select),
    flagEvaluations: async (window) => countFlagEvaluations(reader, window),
    metrics: async (window) => findMetrics(reader, window),
    metricSeries: async (isWanted) => readMetricSeries(reader, isWanted),
    metricSenders: async () => findMetricSenders(reader),
    selfTimes: async (window) => sumSelfTimes(reader, window),
    slowestTraces: async (select, limit) => findSlowestTraces(reader, select, limit),
    close: reader.close,
  };
}
