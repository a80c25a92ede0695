import { type Attributes, context, createContextKey } from '@opentelemetry/api';

const RESENDS = createContextKey('how often the request was sent before');

/** Runs a try of a request, so that its span knows which one it is. @param before how often it was sent before */
export function asResend<T>(before: number, work: () => T): T {
  return context.with(context.active().setValue(RESENDS, before), work);
}

/** Answers the span attributes of a request that is sent again; none for the first try. */
export function resendAttributes(): Attributes {
  const before = Number(context.active().getValue(RESENDS) ?? 0);
  return before === 0 ? {} : { 'http.request.resend_count': before };
}
