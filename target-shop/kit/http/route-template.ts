import type { Express, Request } from 'express';

const TEMPLATE = Symbol('route template');

/** A request that remembers its route; express's own `route` and `baseUrl` are taken back when an error leaves it. */
interface RoutedRequest extends Request {
  [TEMPLATE]?: string;
}

/**
 * Makes an app's requests remember the template of the route they matched, nested routers included.
 * The moment express sets `route` is the only one when both its path and the path it is mounted on are known.
 */
export function rememberRoutes(app: Express): void {
  const routes = new WeakMap<object, unknown>();
  Object.defineProperty(app.request, 'route', {
    configurable: true,
    get(this: RoutedRequest) {
      return routes.get(this);
    },
    set(this: RoutedRequest, route: { readonly path: unknown }) {
      routes.set(this, route);
      const path = Array.isArray(route.path) ? route.path[0] : route.path;
      this[TEMPLATE] = `${this.baseUrl}${String(path)}`;
    },
  });
}

/** Answers the template of the matched route, for example `/cart/:id`; `undefined` when none matched. */
export function routeOf(request: Request): string | undefined {
  return (request as RoutedRequest)[TEMPLATE]; // only rememberRoutes writes it
}
