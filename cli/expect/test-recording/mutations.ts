import type { RecordedLog, RecordedSpan, Recording } from './recording.ts';

/** Breaks one thing of a recording, the way real systems break it. */
export type Mutation = (recording: Recording) => Recording;

/** A process reports under a name of its own (the documents' `ecommerce-service`). */
export function renamedService(from: string, to: string): Mutation {
  const rename = <Item extends { readonly service: string }>(item: Item): Item =>
    item.service === from ? { ...item, service: to } : item;
  return (recording) => ({
    ...recording,
    spans: recording.spans.map(rename),
    logs: recording.logs.map(rename),
    metrics: recording.metrics.map(rename),
  });
}

/** A hop does not send traceparent on: what lies behind it starts traces of its own. */
export function contextDropped(caller: string, callee: string): Mutation {
  return (recording) => {
    const byId = new Map(recording.spans.map((span) => [span.spanId, span]));
    const moved = new Map<string, string>();
    // Parents stand before their children, so a child finds out whether its parent has moved.
    const spans = recording.spans.map((span) => {
      const parent = byId.get(span.parentSpanId ?? '');
      const isCut = span.service === callee && parent?.service === caller;
      const traceId = isCut ? ownTraceId(span) : moved.get(span.parentSpanId ?? '');
      if (traceId === undefined) return span;
      moved.set(span.spanId, traceId);
      const { parentSpanId: _lost, ...root } = span;
      return { ...(isCut ? root : span), traceId };
    });
    const logs = recording.logs.map((log) => {
      const traceId = moved.get(log.spanId ?? '');
      return traceId === undefined ? log : { ...log, traceId };
    });
    return { ...recording, spans, logs };
  };
}

/** Requests go past a service, straight to what stands behind it. */
export function bypassed(service: string): Mutation {
  return (recording) => {
    const byId = new Map(recording.spans.map((span) => [span.spanId, span]));
    const callerOf = (id: string | undefined): string | undefined => {
      const span = byId.get(id ?? '');
      return span?.service === service ? callerOf(span.parentSpanId) : span?.spanId;
    };
    const spans = recording.spans
      .filter((span) => span.service !== service)
      .map((span) => {
        const caller = callerOf(span.parentSpanId);
        return caller === undefined ? span : { ...span, parentSpanId: caller };
      });
    return { ...recording, spans, logs: recording.logs.filter((log) => log.service !== service) };
  };
}

/** Some spans never arrive. */
export function lostSpans(isLost: (span: RecordedSpan, index: number) => boolean): Mutation {
  return (recording) => ({ ...recording, spans: recording.spans.filter((span, i) => !isLost(span, i)) });
}

/** Some spans say something else. */
export function changedSpans(
  isMeant: (span: RecordedSpan, index: number) => boolean,
  change: (span: RecordedSpan) => RecordedSpan,
): Mutation {
  return (recording) => ({
    ...recording,
    spans: recording.spans.map((span, i) => (isMeant(span, i) ? change(span) : span)),
  });
}

/** Some log records say something else. */
export function changedLogs(
  isMeant: (log: RecordedLog, index: number) => boolean,
  change: (log: RecordedLog) => RecordedLog,
): Mutation {
  return (recording) => ({
    ...recording,
    logs: recording.logs.map((log, i) => (isMeant(log, i) ? change(log) : log)),
  });
}

/** Answers a span without one of its attributes. */
export function without(name: string, span: RecordedSpan): RecordedSpan {
  const { [name]: _stripped, ...attributes } = span.attributes;
  return { ...span, attributes };
}

/** Nothing at all arrives; the load's ledger still knows what it sent. */
export const nothingStored: Mutation = (recording) => ({ ...recording, spans: [], logs: [], metrics: [] });

function ownTraceId({ spanId }: RecordedSpan): string {
  return spanId.padStart(32, 'f');
}
