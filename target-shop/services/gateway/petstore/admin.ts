import { type Route, route } from '../../../kit/http/route.ts';
import type { Kit, Peer } from '../../../kit/kit.ts';
import { type Authorisation, onlyAdmins } from '../../authorisation.ts';
import { REQUESTS_PER_MINUTE } from '../rate-limit.ts';
import { PETSTORE_FLAGS, PETSTORE_HEALTH, READ_CONFIG, WRITE_CONFIG } from './api.ts';

/** Whoever asks for health wants to know now. */
const TIMEOUT_MS = 1000;

/** What stands behind the petstore. */
const COMPONENTS = ['catalog', 'cart', 'orders', 'user'] as const;

/** The petstore's health (P-07) and its settings (P-10). */
export function petstoreAdminRoutes(kit: Kit, auth: Authorisation): readonly Route[] {
  const components = COMPONENTS.flatMap((name) => {
    const peer = kit.peerIfAny(name, 'bare');
    return peer === undefined ? [] : [{ name, peer }];
  });
  const orders = kit.peer('orders', 'bare');
  return [
    route(PETSTORE_HEALTH, async (_input, res) => {
      const states = await Promise.all(
        components.map(async ({ name, peer }) => [name, (await isReady(peer)) ? 'up' : 'down']),
      );
      const isHealthy = states.every(([, state]) => state === 'up');
      res.json({ status: isHealthy ? 'healthy' : 'degraded', components: Object.fromEntries(states) });
    }),

    route(READ_CONFIG, async (_input, res) => void res.json(await config(kit, orders))),

    route(WRITE_CONFIG, async ({ body: { feature_flags } }, res, req) => {
      onlyAdmins(await auth.principalOf(req));
      const switches = Object.entries(feature_flags).map(([name, isOn]) => [
        PETSTORE_FLAGS[name as keyof typeof PETSTORE_FLAGS], // the schema lets no other name pass
        isOn,
      ]);
      await kit.switchFlags(Object.fromEntries(switches));
      const { feature_flags: known, ...rest } = await config(kit, orders);
      res.json({ ...rest, feature_flags: { ...known, ...feature_flags } });
    }),
  ];
}

async function config(kit: Kit, orders: Peer) {
  const flags = Object.entries(PETSTORE_FLAGS).map(([name, flag]) => [name, kit.flags.get(flag)] as const);
  return {
    feature_flags: Object.fromEntries(flags),
    observability: { tracing: true, metrics: true, correlation_header: 'X-Correlation-ID' },
    security: {
      jwt_enabled: true,
      rate_limiting: true,
      default_requests_per_minute: REQUESTS_PER_MINUTE,
      authentication_required: kit.flags.get('auth-required'),
    },
    circuit_breakers: [
      ...kit.peerStates().map(({ peer, breaker }) => ({ service: 'gateway', peer, state: breaker })),
      ...(await breakersOf(kit, orders)),
    ],
  };
}

/** The breakers between orders and what it calls; none while orders does not answer. */
async function breakersOf(kit: Kit, orders: Peer) {
  try {
    const { status, body } = await orders.request<ReturnType<Kit['peerStates']>>({
      ...{ method: 'GET', path: '/peers', timeoutMs: TIMEOUT_MS },
    });
    const states = status === 200 ? body : [];
    return states.map(({ peer, breaker }) => ({ service: 'orders', peer, state: breaker }));
  } catch (error) {
    kit.log.warn({ err: error }, 'Settings answered without the breakers of orders');
    return [];
  }
}

async function isReady(peer: Peer): Promise<boolean> {
  const answer = await peer
    .request({ method: 'GET', path: '/ready', timeoutMs: TIMEOUT_MS })
    .catch(() => undefined);
  return answer?.status === 200;
}
