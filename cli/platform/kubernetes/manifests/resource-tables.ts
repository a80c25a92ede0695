import type { ServiceName } from '../../../../target-shop/service-table.ts';
import type { ResourceTable } from '../../platform.ts';
import type { Resources } from './pod-parts.ts';

/** A part of the shop that runs as a pod. */
export type PodName = ServiceName | 'redis' | 'postgres' | 'telemetry';

const USUAL: Resources = { cpu: ['50m', '500m'], memory: ['96Mi', '192Mi'] };
const BUSY: Resources = { cpu: ['100m', '1000m'], memory: ['128Mi', '256Mi'] };

/** What our processes need; orders and gateway do the most. */
const LEAN: Readonly<Partial<Record<PodName, Resources>>> = {
  gateway: BUSY,
  orders: BUSY,
  redis: { cpu: ['100m', '500m'], memory: ['64Mi', '256Mi'] },
  postgres: { cpu: ['100m', '500m'], memory: ['128Mi', '512Mi'] },
  telemetry: { cpu: ['100m', '1000m'], memory: ['128Mi', '512Mi'] },
};

const BACKEND: Resources = { cpu: ['100m', '1000m'], memory: ['128Mi', '512Mi'] };
const DELIVERY: Resources = { cpu: ['100m', '300m'], memory: ['300Mi', '500Mi'] };

/** Requests and limits as the documents have them, under the names that their services have here. */
const TABLES: Readonly<Record<ResourceTable, Readonly<Partial<Record<PodName, Resources>>>>> = {
  lean: {},
  // C-34; its backend is both our gateway and our orders.
  coffee: {
    frontend: { cpu: ['50m', '500m'], memory: ['64Mi', '256Mi'] },
    cart: BACKEND,
    gateway: BACKEND,
    orders: BACKEND,
    pricing: { cpu: ['100m', '500m'], memory: ['64Mi', '256Mi'] },
    redis: { cpu: ['100m', '500m'], memory: ['64Mi', '256Mi'] },
  },
  // E-17
  ecommerce: {
    frontend: { cpu: ['100m', '200m'], memory: ['128Mi', '256Mi'] },
    gateway: { cpu: ['100m', '300m'], memory: ['128Mi', '256Mi'] },
    catalog: { cpu: ['50m', '100m'], memory: ['64Mi', '128Mi'] },
    orders: { cpu: ['50m', '100m'], memory: ['64Mi', '128Mi'] },
  },
  // S-39
  sock: {
    frontend: { cpu: ['100m', '300m'], memory: ['300Mi', '1000Mi'] },
    user: { cpu: ['100m', '300m'], memory: ['100Mi', '200Mi'] },
    catalog: { cpu: ['100m', '200m'], memory: ['100Mi', '200Mi'] },
    cart: { cpu: ['100m', '300m'], memory: ['200Mi', '500Mi'] },
    orders: { cpu: ['100m', '500m'], memory: ['300Mi', '500Mi'] },
    payment: { cpu: ['99m', '200m'], memory: ['100Mi', '200Mi'] },
    shipping: DELIVERY,
    fulfillment: DELIVERY,
  },
};

/** The tables' names, ours first. */
export const RESOURCE_TABLES = Object.keys(TABLES) as readonly ResourceTable[];

/** Answers what a part asks for and may take; what a document does not name stays as it is. */
export function resourcesOf(part: PodName, table: ResourceTable): Resources {
  return TABLES[table][part] ?? LEAN[part] ?? USUAL;
}
