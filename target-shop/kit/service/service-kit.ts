import { hkdfSync, randomBytes } from 'node:crypto';
import {
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Logger } from 'pino';
import { keyedRandom } from '../../contract/keyed-random.ts';
import type { ServiceName, ServiceRow } from '../../service-table.ts';
import { switchFlags } from '../flags/switch-flags.ts';
import { type GuardedPeer, guardPeer } from '../http/guarded-peer.ts';
import { createPeer, type PeerOutside } from '../http/http-peer.ts';
import type { Flags, Kit, MessageCarrier, ReceivedMessage, ServiceClock } from '../kit.ts';
import type { ServiceStores } from '../stores/service-stores.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { messageOf } from '../thrown-value.ts';
import type { Endings } from './endings.ts';
import type { ServiceSettings } from './service-settings.ts';

/** What a {@link Kit} is put together from. */
export interface KitParts {
  readonly row: ServiceRow;
  readonly settings: ServiceSettings;
  readonly log: Logger;
  readonly clock: ServiceClock;
  readonly flags: Flags;
  readonly stores: ServiceStores;
  readonly telemetry: Telemetry;
  readonly peers: PeerOutside;
  readonly endings: Endings;
}

/** How long one piece of a service's own ending may take. */
const ENDING_CAP_MS = 3000;

/** Puts together what a service's routes are given. */
export function buildKit(parts: KitParts): Kit {
  const { row, settings, stores, telemetry, endings } = parts;
  const guards = new Map<string, GuardedPeer>();
  const guarded = (name: string, baseUrl: string) => {
    const known = guards.get(name);
    if (known !== undefined) return known;
    const fresh = guardPeer(name, createPeer(name, baseUrl, parts.peers), {
      ...parts,
      meter: telemetry.meter,
    });
    guards.set(name, fresh);
    return fresh;
  };
  const peer: Kit['peer'] = (name, guard = 'guarded') =>
    guard === 'bare' ? createPeer(name, urlOf(name, parts), parts.peers) : guarded(name, urlOf(name, parts));
  return {
    row,
    instance: settings.instance,
    log: parts.log,
    clock: parts.clock,
    random: seededRandom(settings.seed, settings.instance),
    flags: parts.flags,
    switchFlags: (switches) => switchFlags(settings.flagsDirectory, switches),
    meter: telemetry.meter,
    redis: () => given(stores.redis, `${row.name} has no Redis store in the service table`),
    postgres: () => given(stores.postgres, `${row.name} has no Postgres store in the service table`),
    peer,
    peerIfAny: (name, guard) => (settings.peers[name] === undefined ? undefined : peer(name, guard)),
    external: guarded,
    peerStates: () => [...guards.values()].map((one) => one.state()),
    secret: (purpose) => secretFor(purpose, settings.token),
    span: (name, attributes, work) => underSpan(telemetry.tracer, { name, attributes }, work),
    carrier: () => carrierOf(parts.peers.propagator),
    consume: (message, work) => underConsumerSpan(parts, message, work),
    currentSpan: () => trace.getActiveSpan() ?? NO_SPAN,
    onClose: (work) => endings.add(work, ENDING_CAP_MS),
  };
}

/** Takes attributes and forgets them: in background work there may be no span. */
const NO_SPAN = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

function given<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new RangeError(problem);
  return value;
}

function urlOf(name: ServiceName, { row, settings }: KitParts): string {
  if (!row.calls.includes(name))
    throw new RangeError(`${row.name} does not call ${name} in the service table`);

  return given(settings.peers[name], `there is no URL for ${name}`);
}

function seededRandom(seed: number, instance: string): () => number {
  let draw = 0;
  return () => {
    draw += 1;
    return keyedRandom(seed, instance, draw);
  };
}

function carrierOf(propagator: TextMapPropagator): MessageCarrier {
  const carrier: Record<string, string> = {};
  propagator.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier;
}

/** Derived from the shop's token (RFC 5869); without one, from a number that only this process knows. */
function secretFor(purpose: string, token: string | undefined): Uint8Array {
  const material = token ?? LONE_SECRET;
  return new Uint8Array(hkdfSync('sha256', material, '', `shop ${purpose}`, 32));
}

const LONE_SECRET = randomBytes(32);

async function underConsumerSpan<T>(
  { telemetry, peers }: KitParts,
  { name, carrier, attributes, isSeparate }: ReceivedMessage,
  work: () => Promise<T>,
): Promise<T> {
  const sent = peers.propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
  const sender = trace.getSpanContext(sent);
  const options = {
    kind: SpanKind.CONSUMER,
    attributes,
    ...(sender === undefined ? {} : { links: [{ context: sender }] }),
  };
  return context.with(isSeparate ? trace.deleteSpan(sent) : sent, () =>
    underSpan(telemetry.tracer, { name, ...options }, work),
  );
}

async function underSpan<T>(
  tracer: Tracer,
  { name, ...options }: SpanOptions & { readonly name: string },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}
