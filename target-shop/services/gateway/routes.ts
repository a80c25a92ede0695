import type { RequestHandler } from 'express';
import type { Route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { type Authorisation, createAuthorisation } from '../authorisation.ts';
import { forward } from '../forward.ts';
import { type PublicRoute, publicApiRoutes } from '../public-api.ts';
import { GATEWAY_ANSWERS } from './api.ts';
import { browseRoute } from './browse.ts';
import { checkoutRoute } from './checkout.ts';
import { behindLogin } from './login-required.ts';
import { maintenance } from './maintenance.ts';
import { petstoreAdminRoutes } from './petstore/admin.ts';
import { petOrderRoutes } from './petstore/pet-orders.ts';
import { petRoutes } from './petstore/pets.ts';
import { rateLimit } from './rate-limit.ts';
import { ownCartRoutes } from './sock/own-cart.ts';
import { ownOrderRoutes } from './sock/own-orders.ts';
import { v5Routes } from './v5/routes.ts';

/** Longer than what any route behind it may take with all its own timeouts. */
const TIMEOUT_MS = 20_000;

/** Gateway: the public API. Most routes go straight to a service; browse and checkout are composed here. */
export const gateway: ServiceDefinition = {
  name: 'gateway',
  routes: (kit) => {
    const auth = createAuthorisation(kit, kit.redis());
    return [maintenance(kit), rateLimit(kit), ...gatewayRoutes(kit, auth)];
  },
  answers: GATEWAY_ANSWERS,
};

function gatewayRoutes(kit: Kit, auth: Authorisation): readonly Route[] {
  const composed = [
    ...[browseRoute(kit), checkoutRoute(kit), ...v5Routes(kit)],
    ...[...ownCartRoutes(kit, auth), ...ownOrderRoutes(kit, auth)],
    ...[...petRoutes(kit), ...petOrderRoutes(kit), ...petstoreAdminRoutes(kit, auth)],
  ];
  return publicApiRoutes((one) => {
    const own = composed.find(({ operation }) => operation === one.operation);
    const handle = own?.handle ?? passOnBehind(kit, one);
    return one.operation.mayRequireLogin ? behindLogin(handle, kit, auth) : handle;
  });
}

/** @throws HttpProblem 404 */
function notInThisSize(service: string): never {
  throw new HttpProblem(404, 'NOT_IN_THIS_SIZE', `A shop of this size has no ${service} service`);
}

function passOnBehind(kit: Kit, { operation: { method, path }, target }: PublicRoute): RequestHandler {
  if (target === undefined) throw new RangeError(`${method} ${path} is neither served nor composed`);
  const peer = kit.peerIfAny(target.service, 'bare');
  if (peer === undefined) return () => notInThisSize(target.service);
  return (req, res) => forward(req, res, { peer, method, path: target.path, timeoutMs: TIMEOUT_MS });
}
