import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { ClusterObject } from '../api/cluster-object.ts';
import { type FakeApiServer, sayNo, sayYes, startFakeApiServer } from './fake-api-server.ts';

interface Deployed {
  replicas: number;
  selector: { matchLabels: Record<string, string> };
  template: { metadata: { labels: Record<string, string> } };
}

/** A pod that answers, and counts what it has answered as `/metrics` shows it. */
interface Pod {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  answered: number;
  failed: number;
}

/** How a pod answers a request of a user. */
export type Answer = (pod: Pod) => number;

const LIST = /\/namespaces\/shop\/(\w+)(?:\?|$)/;
const ONE = /\/namespaces\/shop\/(\w+)\/([\w-]+)(?:\?|$)/;
const POD = /\/pods\/([\w-]+)(?::|%3A)\d+\/proxy(\/\S*)/;

/**
 * A cluster in memory, for the order in which rollouts do things: Deployments have their pods at once, Services
 * spread what comes to the edge over those they select, one after the other. Real ones are in `cli/test`.
 */
export class SmallCluster {
  /** `deployments/frontend` → object. */
  readonly objects = new Map<string, ClusterObject>();
  /** Every change, in order: `scale frontend 9`, `serve green`, `delete deployments/frontend-canary`. */
  readonly changes: string[] = [];
  answer: Answer = () => 200;
  readonly #pods = new Map<string, Pod[]>();
  readonly #changed = new EventEmitter();
  #server: FakeApiServer | undefined;
  readonly #turns = new Map<string, number>();
  #made = 0;

  async start(objects: readonly ClusterObject[]): Promise<FakeApiServer> {
    this.#changed.setMaxListeners(0);
    this.#server = await startFakeApiServer((request, response) => {
      this.#take(request, response).catch((error: unknown) => sayNo(response, 500, String(error)));
    });
    for (const object of objects) this.#put(`${pluralOf(object)}/${object.metadata.name}`, object);
    return this.#server;
  }

  replicas(name: string): number | undefined {
    return (this.objects.get(`deployments/${name}`)?.['spec'] as Deployed | undefined)?.replicas;
  }

  pods(name: string): readonly Pod[] {
    return this.#pods.get(name) ?? [];
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    const asked = POD.exec(url);
    if (url === '/version') return sayYes(response, { gitVersion: 'v1.35.4' });
    if (url.includes('selfsubjectaccessreviews')) return sayYes(response, { status: { allowed: true } });
    if (url === '/api/menu') return this.#askEdge(response);
    if (asked !== null) return this.#askPod(this.#podNamed(asked[1]), asked[2] ?? '', response);
    if (url.includes('watch=true')) return this.#watch(response);
    if (url.startsWith('/api/v1/nodes')) return this.#list([this.#node()], response);
    const [, plural = '', name] = ONE.exec(url) ?? LIST.exec(url) ?? [];
    if (name === undefined) return this.#list(this.#found(plural, url), response);
    const key = `${plural}/${name}`;
    if (method === 'DELETE') return this.#delete(key, response);
    if (method === 'PATCH') return this.#patch(key, request, response);
    return this.#answerOne(key, response);
  }

  #answerOne(key: string, response: ServerResponse): void {
    const found = this.objects.get(key);
    if (found === undefined) sayNo(response, 404, { details: { name: key } });
    else sayYes(response, found);
  }

  async #patch(key: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPart = request.headers['content-type']?.startsWith('application/json-patch');
    const body = (await json(request)) as object;
    const known = this.objects.get(key);
    if (isPart) {
      const [{ value }] = body as [{ readonly value: object }];
      this.#put(key, merge(known ?? {}, { spec: { template: value } }) as ClusterObject);
      this.changes.push(`renew ${key.split('/')[1]}`);
    } else {
      this.#note(key, body as Record<string, Record<string, unknown>>, known === undefined);
      this.#put(key, merge(known ?? {}, body) as ClusterObject);
    }
    this.#answerOne(key, response);
  }

  #note(key: string, body: Record<string, Record<string, unknown>>, isNew: boolean): void {
    const name = key.split('/')[1] ?? '';
    const selector = body['spec']?.['selector'] as Record<string, string | null> | undefined;
    if (isNew) this.changes.push(`make ${name}`);
    else if (key === `services/${name}`) {
      this.changes.push(`serve ${selector?.['shopctl.dev/track'] ?? 'all'}`);
    } else if (body['spec']?.['replicas'] !== undefined) {
      this.changes.push(`scale ${name} ${body['spec']['replicas']}`);
    }
  }

  #delete(key: string, response: ServerResponse): void {
    if (!this.objects.delete(key)) {
      sayNo(response, 404, { details: { name: key } });
      return;
    }
    this.changes.push(`delete ${key.split('/')[1]}`);
    this.#pods.delete(key.split('/')[1] ?? '');
    this.#changed.emit('change');
    sayYes(response, {});
  }

  #put(key: string, object: ClusterObject): void {
    const generation = (object.metadata.generation ?? 0) + 1;
    const [plural, name = ''] = key.split('/');
    const uid = `uid-${name}`;
    const metadata = { ...object.metadata, name, uid, generation };
    if (plural !== 'deployments') this.objects.set(key, { ...object, metadata });
    else {
      const { replicas, template } = object['spec'] as Deployed;
      const old = (this.#pods.get(name) ?? []).filter(({ labels }) =>
        isSame(labels, template.metadata.labels),
      );
      const pods = Array.from({ length: replicas }, (_, i) => old[i] ?? this.#newPod(name, template));
      this.#pods.set(name, pods);
      const counts = { replicas, updatedReplicas: replicas, availableReplicas: replicas };
      this.objects.set(key, { ...object, metadata, status: { observedGeneration: generation, ...counts } });
    }
    this.#changed.emit('change');
  }

  #newPod(name: string, { metadata: { labels } }: Deployed['template']): Pod {
    this.#made += 1;
    return { name: `${name}-${this.#made}`, labels, answered: 0, failed: 0 };
  }

  #podNamed(name: string | undefined): Pod {
    const found = [...this.#pods.values()].flat().find((pod) => pod.name === name);
    if (found === undefined) throw new Error(`there is no pod ${name}`);
    return found;
  }

  /** Whoever watches lists again after a change. */
  #watch(response: ServerResponse): void {
    response.writeHead(200).flushHeaders();
    this.#changed.once('change', () => response.destroy());
  }

  #found(plural: string, url: string): readonly object[] {
    const selector = new URL(url, 'http://x').searchParams.get('labelSelector') ?? '';
    const wanted = [...selector.matchAll(/([^\s,=()]+)(?:=([^,]+)| in \(([^)]+)\))/g)];
    const items =
      plural === 'pods'
        ? [...this.#pods.values()].flat().map(podObject)
        : [...this.objects].flatMap(([key, object]) => (key.startsWith(`${plural}/`) ? [object] : []));
    return items.filter(({ metadata }) =>
      wanted.every(([, label = '', value = '', values = value]) =>
        values.split(',').includes(metadata.labels?.[label] ?? ''),
      ),
    );
  }

  #list(items: readonly object[], response: ServerResponse): void {
    sayYes(response, { items, metadata: { resourceVersion: '1' } });
  }

  #node(): object {
    return {
      metadata: { name: 'node' },
      status: { addresses: [{ type: 'InternalIP', address: '127.0.0.1' }] },
    };
  }

  /** Frontend and gateway stand behind one another. */
  #askEdge(response: ServerResponse): void {
    const answers = ['frontend', 'gateway'].flatMap((service) => this.#askService(service));
    response.writeHead(Math.max(...answers)).end('[]');
  }

  #askService(service: string): readonly number[] {
    const { selector } = (this.objects.get(`services/${service}`)?.['spec'] ?? {}) as {
      readonly selector?: Readonly<Record<string, string>>;
    };
    if (selector === undefined) return [];
    const pods = [...this.#pods.values()]
      .flat()
      .filter(({ labels }) => Object.entries(selector).every(([label, value]) => labels[label] === value));
    const turn = (this.#turns.get(service) ?? 0) + 1;
    this.#turns.set(service, turn);
    const pod = pods[turn % pods.length];
    if (pod === undefined) return [503];
    const status = this.answer(pod);
    pod.answered += 1;
    if (status >= 500) pod.failed += 1;
    return [status];
  }

  #askPod(pod: Pod, path: string, response: ServerResponse): void {
    const series = (status: number, count: number) =>
      `http_server_request_duration_seconds_count{http_response_status_code="${status}"} ${count}\n`;
    if (path === '/metrics') {
      response.end(series(200, pod.answered - pod.failed) + series(500, pod.failed));
    } else if (path === '/health') {
      response.end(JSON.stringify({ version: pod.labels['app.kubernetes.io/version'] }));
    } else response.writeHead(path === '/ready' ? 200 : this.answer(pod)).end('{}');
  }
}

function isSame(left: object, right: object): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function podObject({ name, labels }: Pod) {
  const containerStatuses = [{ name: 'service', ready: true, restartCount: 0, state: { running: {} } }];
  return {
    metadata: { name, labels },
    spec: { containers: [{ name: 'service', image: 'shop' }] },
    status: { phase: 'Running', containerStatuses },
  };
}

function pluralOf({ kind }: ClusterObject): string {
  return `${kind.toLowerCase()}s`;
}

/** A merge patch, RFC 7386. */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> = { ...(target as Record<string, unknown> | undefined) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
