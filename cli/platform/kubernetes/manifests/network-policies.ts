import {
  type ServiceRow,
  type ShopSize,
  STORE_SYSTEMS,
  servicesOf,
} from '../../../../target-shop/service-table.ts';
import type { ClusterObject } from '../api/cluster-object.ts';
import { MANAGED_BY, selectorOf } from './workload.ts';

const STORE_NAMES = { redis: 'redis', postgresql: 'postgres' } as const;
const DNS_PORTS = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
];

/** Where the API server's requests to pods come from when it stands elsewhere (konnectivity). */
const API_SERVER = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
};

/**
 * Answers who may talk to whom (C-32): nobody, but for name resolution and the edges of the service table. The
 * frontend and the receiver are open to the outside; every service is to the API server, which carries faults to it.
 */
export function networkPolicies(size: ShopSize): readonly ClusterObject[] {
  const rows = servicesOf(size);
  return [
    policy('default-deny', {}, { ingress: [], egress: [{ ports: DNS_PORTS }] }),
    ...rows.map((row) => servicePolicy(row, rows)),
    ...Object.entries(STORE_NAMES).map(([system, name]) =>
      policy(name, selectorOf(name), {
        ingress: [{ from: peers(rows.filter((row) => usesSystem(row, system)).map((row) => row.name)) }],
      }),
    ),
    policy('telemetry', selectorOf('telemetry'), { ingress: [{}] }),
    policy(
      'to-telemetry',
      { 'app.kubernetes.io/component': 'service' },
      {
        egress: [{ to: peers(['telemetry']) }],
      },
    ),
  ];
}

function servicePolicy(row: ServiceRow, rows: readonly ServiceRow[]): ClusterObject {
  const callers = rows.filter(({ calls }) => calls.includes(row.name)).map(({ name }) => name);
  const stores = [...new Set(row.stores.map((store) => STORE_NAMES[STORE_SYSTEMS[store]]))];
  const called = [...row.calls.filter((name) => rows.some((each) => each.name === name)), ...stores];
  return policy(row.name, selectorOf(row.name), {
    ingress: row.name === 'frontend' ? [{}] : [{ from: [...peers(callers), API_SERVER] }],
    egress: called.length === 0 ? [] : [{ to: peers(called) }],
  });
}

function usesSystem({ stores }: ServiceRow, system: string): boolean {
  return stores.some((store) => STORE_SYSTEMS[store] === system);
}

function peers(names: readonly string[]): readonly object[] {
  return names.map((name) => ({ podSelector: { matchLabels: selectorOf(name) } }));
}

function policy(
  name: string,
  matchLabels: Readonly<Record<string, string>>,
  rules: { readonly ingress?: readonly object[]; readonly egress?: readonly object[] },
): ClusterObject {
  const types = [
    ...(rules.ingress === undefined ? [] : ['Ingress']),
    ...(rules.egress === undefined ? [] : ['Egress']),
  ];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, labels: MANAGED_BY },
    spec: {
      podSelector: Object.keys(matchLabels).length === 0 ? {} : { matchLabels },
      policyTypes: types,
      // An empty list says the same as none, and the server would write it anew each time.
      ...Object.fromEntries(Object.entries(rules).filter(([, list]) => list.length > 0)),
    },
  };
}
