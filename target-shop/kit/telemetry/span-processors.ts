import { type Attributes, type Context, propagation } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { readOnce } from '../request-in-hand.ts';
import type { OldNames } from '../service/service-settings.ts';

/** Baggage that becomes span attributes. An allow list: baggage comes from outside and may hold anything. */
export const BAGGAGE_ATTRIBUTES = [
  'traffic.type',
  'shop.run.id',
  'shop.probe',
  'user.id',
  'session.id',
  'cart.id',
] as const;

/** Copies the allowed baggage to every span as it starts, so that each span can be selected on its own. */
export const baggageOnSpans: SpanProcessor = {
  onStart(span: Span, parent: Context) {
    const baggage = propagation.getBaggage(parent);
    if (baggage !== undefined) span.setAttributes(attributesOf(baggage));
  },
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

const attributesOf = readOnce((baggage) => {
  const attributes: Attributes = {};
  for (const key of BAGGAGE_ATTRIBUTES) {
    const value = baggage.getEntry(key)?.value;
    if (value !== undefined) attributes[key] = value;
  }
  return attributes;
});

const OLD_HTTP_NAMES = {
  'http.request.method': 'http.method',
  'http.response.status_code': 'http.status_code',
  'url.full': 'http.url',
  'url.path': 'http.target',
  'url.scheme': 'http.scheme',
  'server.address': 'net.peer.name',
  'server.port': 'net.peer.port',
} as const;

const OLD_DATABASE_NAMES = {
  'db.system.name': 'db.system',
  'db.namespace': 'db.name',
  'db.operation.name': 'db.operation',
  'db.query.text': 'db.statement',
  'server.address': 'net.peer.name',
  'server.port': 'net.peer.port',
} as const;

/** Adds older attribute names beside the stable ones, for dashboards that still ask for those. */
export function oldNamesOnSpans(asked: OldNames): SpanProcessor {
  return {
    onStart() {},
    onEnding(span: Span) {
      if (asked.http && 'http.request.method' in span.attributes) addNames(span, OLD_HTTP_NAMES);
      if (asked.database && 'db.system.name' in span.attributes) addNames(span, OLD_DATABASE_NAMES);
    },
    onEnd() {},
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

function addNames(span: Span, names: Readonly<Record<string, string>>): void {
  for (const [stable, old] of Object.entries(names)) {
    const value = span.attributes[stable];
    if (value !== undefined) span.setAttribute(old, value);
  }
}
