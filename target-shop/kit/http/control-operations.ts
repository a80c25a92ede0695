import * as z from 'zod';
import { operation } from './operation.ts';

const service = z.string();

export const HEALTH = operation({
  method: 'GET',
  path: '/health',
  summary: 'Says that the process lives.',
  answers: { 200: z.object({ status: z.literal('ok'), service, version: z.string() }) },
});

const readiness = z.object({
  status: z.enum(['ready', 'not ready']),
  service,
  problems: z.array(z.object({ store: z.string().optional(), problem: z.string() })),
});

export const READY = operation({
  method: 'GET',
  path: '/ready',
  summary: 'Says whether the service can do its work: its own stores answer, and it is not ending.',
  answers: { 200: readiness, 503: readiness },
});

export const METRICS = operation({
  method: 'GET',
  path: '/metrics',
  summary: 'All metrics in the Prometheus text format.',
  answers: { 200: { contentType: 'text/plain' } },
});

/** How a service stands with one of its peers. */
export const peerState = z.object({
  peer: z.string(),
  breaker: z.enum(['closed', 'half_open', 'open']),
  inFlight: z.int(),
  waiting: z.int(),
});

export const PEERS = operation({
  method: 'GET',
  path: '/peers',
  summary: 'How the service stands with its peers: circuit breakers and calls under way.',
  answers: { 200: z.array(peerState) },
});

export const OPENAPI = operation({
  method: 'GET',
  path: '/openapi.json',
  summary: 'This document.',
  answers: { 200: z.looseObject({ openapi: z.literal('3.1.0') }) },
});

export const STATUS = operation({
  method: 'GET',
  path: '/status/:code',
  summary: 'Answers with that status, 200 to 599.',
  answers: {
    '2XX': z.object({ status: z.int() }),
    '3XX': z.object({ status: z.int() }),
    400: z.looseObject({}),
    '4XX': z.object({ status: z.int() }),
    503: z.object({ status: z.int() }),
    '5XX': z.object({ status: z.int() }),
  },
});

const overrides = z.array(z.object({ flag: z.string(), value: z.unknown() }));
const chaosState = z.object({
  instance: z.string(),
  leases: z.array(z.object({ id: z.string(), overrides })),
});

export const leaseBody = z.object({
  expiresInMs: z.int().min(1).max(60_000),
  overrides: z.array(z.object({ flag: z.string(), value: z.unknown().optional() })),
});

export const CHAOS = operation({
  method: 'GET',
  path: '/chaos',
  summary: 'The leased flag values in force.',
  answers: { 200: chaosState },
});

export const PUT_LEASE = operation({
  method: 'PUT',
  path: '/chaos/leases/:id',
  summary: 'Puts flag values in force, or renews them; they end by themselves.',
  body: leaseBody,
  answers: { 200: chaosState, 400: ['UNKNOWN_FLAG', 'INVALID_FLAG_VALUE'] },
});

export const END_LEASE = operation({
  method: 'DELETE',
  path: '/chaos/leases/:id',
  summary: 'Ends a lease; ending twice is safe.',
  answers: { 200: chaosState },
});

export const FLAGS_IN_FORCE = operation({
  method: 'GET',
  path: '/flags',
  summary: 'The value of every flag in force in this process.',
  answers: { 200: z.record(z.string(), z.unknown()) },
});

export const FLUSH = operation({
  method: 'POST',
  path: '/admin/flush',
  summary: 'Sends all buffered telemetry.',
  answers: { 204: 'no body' },
});
