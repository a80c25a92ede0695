import {
  bypassed,
  changedLogs,
  changedSpans,
  contextDropped,
  lostSpans,
  type Mutation,
  renamedService,
  without,
} from './mutations.ts';
import { UNDONE_AT_MS } from './recorded-blackfriday.ts';
import type { RecordedSpan } from './recording.ts';

/** All that is judged on spans of the frontend. */
const WITHOUT_FRONTEND = [
  'browse-depth',
  'baseline-errors',
  'baseline-p95',
  'shoppers-feel-it',
  'baseline-unharmed',
  'baseline-still-fast',
  'recovery-users',
];

/** What is broken, which expectations it must turn red or inconclusive, and what one of them must say. */
export interface BrokenRecording {
  readonly name: string;
  readonly mutate: Mutation;
  readonly fail: readonly string[];
  readonly inconclusive?: readonly string[];
  readonly says: readonly [id: string, text: string];
}

const isStore = (system: string) => (span: RecordedSpan) => span.attributes['db.system.name'] === system;
const isRecommendation = ({ service, kind }: RecordedSpan) =>
  service === 'recommendation' && kind === 'SERVER';
const isVisit = ({ service, kind, attributes }: RecordedSpan) =>
  service === 'frontend' && kind === 'SERVER' && attributes['traffic.type'] === 'baseline';

/** One recording for each way in which a system or its telemetry breaks. */
export const BROKEN_RECORDINGS: readonly BrokenRecording[] = [
  {
    name: 'a service under a wrong name',
    mutate: renamedService('frontend', 'ecommerce-service'),
    fail: ['services-visible', 'edges-seen', 'server-durations', 'requests-served'],
    inconclusive: WITHOUT_FRONTEND,
    says: ['services-visible', 'No service of the shop is called "ecommerce-service". Is it frontend?'],
  },
  {
    name: 'context dropped between gateway and orders',
    mutate: contextDropped('gateway', 'orders'),
    fail: ['edges-seen', 'browse-depth', 'checkout-depth'],
    says: ['edges-seen', 'missing: gateway -> orders | Does gateway send traceparent to orders'],
  },
  {
    name: 'load that goes past the frontend',
    mutate: bypassed('frontend'),
    fail: ['services-visible', 'edges-seen', 'checkout-depth', 'requests-served'],
    inconclusive: WITHOUT_FRONTEND,
    says: ['edges-seen', 'unexpected: load-generator -> gateway'],
  },
  {
    name: 'Postgres spans missing',
    mutate: lostSpans(isStore('postgresql')),
    fail: ['edges-seen', 'browse-depth', 'stores-visible/postgresql'],
    says: ['stores-visible/postgresql', 'none of them shows a postgresql span'],
  },
  {
    name: 'statements stripped from some Redis spans',
    mutate: changedSpans(
      (span, i) => isStore('redis')(span) && i % 7 === 0,
      (span) => without('db.query.text', span),
    ),
    fail: ['stores-visible/redis'],
    says: ['stores-visible/redis', 'Set db.query.text'],
  },
  {
    name: 'spans lost on their way',
    mutate: lostSpans(({ service }, i) => service === 'gateway' && i % 33 === 0),
    fail: ['browse-depth', 'checkout-depth'],
    says: ['browse-depth', 'Spans were lost'],
  },
  {
    name: 'one request in twenty without its root span',
    mutate: lostSpans(
      ({ service, spanId }) => service === 'load-generator' && Number.parseInt(spanId, 16) % 20 === 0,
    ),
    fail: ['browse-depth', 'checkout-depth', 'requests-traced'],
    says: ['requests-traced', 'for 1,464 requests'],
  },
  {
    name: 'a fault that fails nothing',
    mutate: changedSpans(
      ({ isError }) => isError,
      (span) => ({ ...span, isError: false }),
    ),
    fail: ['fault-as-planned/step-2', 'fault-as-planned/step-3', 'chaos-lines-joined'],
    inconclusive: ['fault-as-planned/step-1', 'shoppers-feel-it'],
    says: ['fault-as-planned/step-3', '0% of 222 calls failed, 78% planned: beyond chance'],
  },
  {
    name: 'a fault that delays nothing',
    mutate: changedSpans(isRecommendation, (span) => ({ ...span, durationMs: span.durationMs % 100 })),
    fail: ['fault-as-planned/step-1', 'fault-as-planned/step-2', 'fault-as-planned/step-3'],
    says: ['fault-as-planned/step-3', '+2.8s planned'],
  },
  {
    name: 'a fault that comes late',
    mutate: changedSpans(
      ({ startMs, attributes }) => attributes['fault.step'] === '2' && startMs % 3 < 1,
      (span) => ({ ...span, attributes: { ...span.attributes, 'fault.step': '1' } }),
    ),
    fail: ['fault-as-planned/step-2'],
    says: ['fault-as-planned/step-2', 'off schedule'],
  },
  {
    name: 'visitors harmed by the fault',
    mutate: changedSpans(
      (span, i) => isVisit(span) && span.startMs < UNDONE_AT_MS && i % 7 === 0,
      (span) => ({ ...span, isError: true }),
    ),
    fail: ['baseline-errors', 'baseline-unharmed'],
    says: ['baseline-unharmed', 'failed ('],
  },
  {
    name: 'visitors slowed down',
    mutate: changedSpans(isVisit, (span) => ({ ...span, durationMs: span.durationMs * 2 })),
    fail: ['baseline-p95', 'baseline-still-fast'],
    says: ['baseline-p95', 'over 500ms'],
  },
  {
    name: 'traffic.type lost on the way to recommendation',
    mutate: changedSpans(isRecommendation, (span) => without('traffic.type', span)),
    fail: ['traffic-type'],
    says: ['traffic-type', 'Where is traffic.type lost?'],
  },
  {
    name: 'log records with trace ids of nobody',
    mutate: changedLogs(
      (_log, i) => i % 10 === 0,
      (log) => ({ ...log, spanId: 'f'.repeat(16) }),
    ),
    fail: ['logs-joined', 'chaos-lines-joined'],
    says: ['logs-joined', 'Their trace ids name spans that were never stored.'],
  },
  {
    name: 'a misspelt flag',
    mutate: changedLogs(
      ({ eventName }, i) => eventName !== undefined && i % 10 === 0,
      (log) => ({ ...log, attributes: { ...log.attributes, 'feature_flag.key': 'recomendation-fault' } }),
    ),
    fail: ['flags-known'],
    says: ['flags-known', 'unknown: recomendation-fault=override'],
  },
  {
    name: 'a flag that nothing reads',
    mutate: changedLogs(
      ({ attributes }) => attributes['feature_flag.key'] === 'recommendation-required',
      (log) => ({ ...log, eventName: 'other' }),
    ),
    fail: ['flags-took-effect/recommendation-required'],
    says: ['flags-took-effect/recommendation-required', 'it had no effect'],
  },
  {
    name: 'an override that outlives the run',
    mutate: (recording) => ({
      ...recording,
      logs: recording.logs.flatMap((log) =>
        log.eventName === undefined ? [log] : [log, { ...log, atMs: log.atMs + 12_000 }],
      ),
    }),
    fail: ['flags-took-effect/recommendation-fault', 'flags-took-effect/recommendation-required'],
    says: ['flags-took-effect/recommendation-fault', 'shopctl chaos recover'],
  },
  {
    name: 'a service without metrics',
    mutate: (recording) => ({
      ...recording,
      metrics: recording.metrics.filter(({ service }) => service !== 'pricing'),
    }),
    fail: ['server-durations', 'store-durations'],
    says: ['server-durations', 'missing: pricing'],
  },
  {
    name: 'a shop that does not recover',
    mutate: changedSpans(
      (span) => isRecommendation(span) && span.startMs > UNDONE_AT_MS,
      (span) => ({ ...span, isError: true }),
    ),
    fail: ['recovery-clean'],
    says: ['recovery-clean', 'failed (100%)'],
  },
];
