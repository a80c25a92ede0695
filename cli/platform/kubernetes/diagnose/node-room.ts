import type { ClusterApi } from '../api/cluster-api.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { formatQuantity, parseQuantity } from '../quantity.ts';

type Amounts = Readonly<Record<string, number>>;

const NODE = { apiVersion: 'v1', kind: 'Node' };
/** Of a larger cluster, the scheduler's own words say enough. */
const MOST_NODES = 20;
const SHOWN_NODES = 3;

/**
 * Answers what a pod asks for and, node by node, what is free of it; nothing to who may not read nodes.
 * @param requests cores, bytes or pieces by resource
 */
export async function nodeRoom(api: ClusterApi, requests: Amounts): Promise<readonly string[]> {
  const resources = Object.keys(requests);
  if (resources.length === 0) return [];
  try {
    const { items: nodes } = await api.list(NODE);
    if (nodes.length > MOST_NODES) return [];
    const pods = await runningPods(api);
    const asked = resources.map((name) => `${name} ${formatQuantity(name, requests[name] ?? 0)}`).join(', ');
    return [
      `it asks for ${asked}`,
      ...nodes.slice(0, SHOWN_NODES).map((node) => freeOn(node, pods, resources)),
    ];
  } catch {
    return [];
  }
}

/** Of all namespaces: they share the nodes. */
async function runningPods({ connection }: ClusterApi): Promise<readonly ClusterObject[]> {
  const { text } = await connection.ask({
    method: 'GET',
    path: '/api/v1/pods',
    query: { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' },
  });
  return (JSON.parse(text) as { readonly items: readonly ClusterObject[] }).items; // a PodList
}

function freeOn(node: ClusterObject, pods: readonly ClusterObject[], resources: readonly string[]): string {
  const { allocatable = {} } = node['status'] as { readonly allocatable?: Readonly<Record<string, string>> };
  const own = pods.filter(({ spec }) => (spec as PodSpec).nodeName === node.metadata.name);
  const free = resources.map((resource) => {
    const total = parseQuantity(allocatable[resource] ?? '0');
    const left = total - own.reduce((sum, pod) => sum + requestOf(pod, resource), 0);
    return `${resource} ${formatQuantity(resource, left)} of ${formatQuantity(resource, total)}`;
  });
  return `free on node ${node.metadata.name}: ${free.join(', ')}`;
}

interface PodSpec {
  readonly nodeName?: string;
  readonly containers: readonly {
    readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  }[];
}

function requestOf({ spec }: ClusterObject, resource: string): number {
  return (spec as PodSpec).containers.reduce(
    (sum, { resources }) => sum + parseQuantity(resources?.requests?.[resource] ?? '0'),
    0,
  );
}
