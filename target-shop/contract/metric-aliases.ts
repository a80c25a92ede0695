/** Attributes of a point of a metric, or of who sent it. */
export type MetricAttributes = Readonly<Record<string, unknown>>;

/**
 * A metric under a name of its own, computed from a canonical one when `/metrics` is asked, or when a record of the
 * canonical ones is read as a Prometheus would have scraped it.
 */
export interface MetricAlias {
  readonly name: string;
  readonly description: string;
  /** The canonical metric it is computed from. */
  readonly from: string;
  /** `same` repeats the metric, `count` only how many values its histogram has met. */
  readonly as: 'same' | 'count';
  /** Alias label → canonical attribute, of the metric or of its resource; all other attributes are summed over. */
  readonly labels: Readonly<Record<string, string>>;
  /** Points for whose attributes this is false are left out. */
  readonly where?: (attributes: MetricAttributes) => boolean;
}

const HTTP = {
  from: 'http.server.request.duration',
  labels: { route: 'http.route', method: 'http.request.method', status: 'http.response.status_code' },
} as const;
/** The routes of the petstore (P-05 to P-12), which have names of their own for what they count (P-23). */
const isPetstore = (attributes: MetricAttributes) =>
  /^\/(petstore-domain\/|browse-pets$|create-order$|process-payment$)/.test(
    String(attributes['http.route'] ?? ''),
  );
const isError = (attributes: MetricAttributes) => Number(attributes['http.response.status_code']) >= 500;
const STORE = { from: 'db.client.operation.duration', as: 'same' } as const;
const isSystem = (name: string) => (attributes: MetricAttributes) => attributes['db.system.name'] === name;

/**
 * The names of requirements §2 that have a canonical metric behind them. Nothing records them: they are a view of
 * the canonical numbers, so the two can never disagree, and only a scrape pays for them.
 */
const QUEUE = { description: 'As RabbitMQ calls it.', as: 'same', labels: { queue: 'queue' } } as const;

export const METRIC_ALIASES: readonly MetricAlias[] = [
  { ...QUEUE, name: 'rabbitmq_queue_messages', from: 'queue_depth' },
  { ...QUEUE, name: 'rabbitmq_queue_messages_unacked', from: 'queue_unacked' },
  { ...QUEUE, name: 'rabbitmq_queue_consumers', from: 'queue_consumers' },
  { ...HTTP, name: 'http_requests_total', description: 'Requests answered.', as: 'count' },
  {
    ...HTTP,
    name: 'http_request_errors_total',
    description: 'Requests answered with a status of 500 or more.',
    as: 'count',
    where: isError,
  },
  {
    ...HTTP,
    name: 'http_request_duration_seconds',
    description: 'How long requests took to answer.',
    as: 'same',
  },
  {
    ...HTTP,
    name: 'release_requests_total',
    description: 'Requests answered, by release.',
    as: 'count',
    labels: { version: 'service.version', status: 'http.response.status_code' },
  },
  {
    ...HTTP,
    name: 'petstore_requests_total',
    description: 'Requests to the petstore answered.',
    as: 'count',
    where: isPetstore,
  },
  {
    ...HTTP,
    name: 'petstore_requests_errors_total',
    description: 'Requests to the petstore answered with a status of 500 or more.',
    as: 'count',
    where: (attributes) => isPetstore(attributes) && isError(attributes),
  },
  {
    ...HTTP,
    name: 'petstore_request_duration_seconds',
    description: 'How long requests to the petstore took to answer.',
    as: 'same',
    where: isPetstore,
  },
  {
    name: 'petstore_saga_completed_total',
    description: 'Purchases, by how they ended.',
    from: 'saga_completed_total',
    as: 'same',
    labels: { outcome: 'outcome' },
  },
  {
    name: 'petstore_circuit_breaker_state',
    description: 'State of the circuit breaker: 0 closed, 1 half open, 2 open.',
    from: 'circuit_breaker_state',
    as: 'same',
    labels: { peer: 'peer' },
  },
  {
    name: 'http_client_duration_seconds',
    description: 'How long peers took to answer.',
    from: 'http.client.request.duration',
    as: 'same',
    labels: { peer: 'service.peer.name' },
  },
  {
    ...STORE,
    name: 'redis_command_duration_seconds',
    description: 'How long Redis took.',
    labels: { operation: 'db.operation.name' },
    where: isSystem('redis'),
  },
  {
    ...STORE,
    name: 'db_query_duration_seconds',
    description: 'How long Postgres took.',
    labels: { operation: 'db.operation.name', query: 'db.query.summary' },
    where: isSystem('postgresql'),
  },
  {
    name: 'db_pool_active',
    description: 'Connections of the Postgres pool in use.',
    from: 'db.client.connection.count',
    as: 'same',
    labels: {},
    where: (attributes) => attributes['db.client.connection.state'] === 'used',
  },
  {
    name: 'db_pool_max',
    description: 'Connections the Postgres pool may have.',
    from: 'db.client.connection.max',
    as: 'same',
    labels: {},
  },
  {
    name: 'db_pool_wait_seconds',
    description: 'How long callers waited for a connection of the Postgres pool.',
    from: 'db.client.connection.wait_time',
    as: 'same',
    labels: {},
  },
];

/** Whose metrics they are. */
export interface MetricSource {
  readonly service: string;
  /** Attributes of the resource. */
  readonly resource: MetricAttributes;
}

/** Answers the labels of a point under an alias: the service, and those the alias asks for that are there. */
export function aliasLabels(
  attributes: MetricAttributes,
  alias: MetricAlias,
  { service, resource }: MetricSource,
): Readonly<Record<string, string>> {
  const labels = Object.entries(alias.labels).map(
    ([label, attribute]) => [label, attributes[attribute] ?? resource[attribute]] as const,
  );
  const known = labels.filter(([, value]) => value !== undefined);
  return { service, ...Object.fromEntries(known.map(([label, value]) => [label, String(value)])) };
}
