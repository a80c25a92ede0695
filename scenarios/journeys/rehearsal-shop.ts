/** What reaches the shop of a rehearsal. */
export interface RehearsalRequest {
  readonly method: string;
  /** With query. */
  readonly path: string;
  /** The `Cookie` header. */
  readonly cookie?: string | undefined;
  /** Parsed JSON. */
  readonly body?: unknown;
}

/** What it says. */
export interface RehearsalAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Values of the `Set-Cookie` headers. */
  readonly cookies: readonly string[];
}

/** What the menu lists, and the shelves show. */
export const MENU = [
  { id: 'nebula-latte', name: 'Nebula Latte', emoji: '🌌', price: 5.99 },
  { id: 'supernova-espresso', name: 'Supernova Espresso', emoji: '💥', price: 3.99 },
  { id: 'galaxy-mocha', name: 'Galaxy Mocha', emoji: '🌠', price: 6.49 },
  { id: 'rocket-fuel', name: 'Rocket Fuel', emoji: '🚀', price: 4.99 },
];

/** What the bodies of journeys hold, taken together. */
interface Sent {
  readonly quantity: number;
  readonly basePrice: number;
  readonly cartId: string;
  readonly cart_id: string;
  readonly id: string;
  readonly username: string;
}

/** The only dog of the petstore. */
export const DOG = { id: 'golden-retriever-001', name: 'Golden Retriever', emoji: '🐕', price: 1200 };

/** What the sock shop's catalogue lists. */
export const SOCKS = [
  { id: 'sock-holy', name: 'Holy', price: 99.99 },
  { id: 'sock-red-card', name: 'Red Card', price: 10.99 },
];

/** Answers a shop in memory that is right in every journey that ships; carts are added up as they are filled. */
export function createRehearsalShop(): (request: RehearsalRequest) => RehearsalAnswer {
  const totals = new Map<string, number>();
  /** What is in the cart of each session. */
  const carts = new Map<string | undefined, string>();
  return ({ method, path, cookie, body }) => {
    const sent = (body ?? {}) as Sent;
    const cartId = /^\/api\/cart\/(.+)\/items$/.exec(path)?.[1];
    if (cartId !== undefined) {
      totals.set(cartId, (totals.get(cartId) ?? 0) + sent.quantity * sent.basePrice);
      return answered(200, { id: cartId });
    }
    const sockId = /^\/catalogue\/(.+)$/.exec(path)?.[1];
    if (sockId !== undefined) return answered(200, { id: sockId });
    const menuId = /^\/api\/menu\/(.+)$/.exec(path)?.[1];
    if (menuId !== undefined) return answered(200, { id: menuId });
    switch (`${method} ${path}`) {
      case 'GET /api/menu':
        return answered(200, MENU);
      case 'POST /api/cart': {
        const id = `cart-${totals.size}`;
        totals.set(id, 0);
        return answered(201, { id, items: [] });
      }
      case 'POST /api/checkout':
        return answered(200, { order_id: 'o-1', total: totals.get(sent.cartId ?? sent.cart_id) });
      case 'POST /api/orders':
        return answered(201, { id: 'o-1', totalPrice: totals.get(sent.cartId) });
      case 'GET /petstore-domain/pets/browse?category=dog':
        return answered(200, { pets: [DOG] });
      case `GET /petstore-domain/pets/${DOG.id}`:
        return answered(200, DOG);
      case 'POST /petstore-domain/orders':
        return answered(201, { order_id: 'o-1', total: 1204.99 });
      case 'GET /petstore-domain/orders/o-1/status':
        return answered(200, { status: 'PAID', events: [] });
      case 'GET /catalogue':
        return answered(200, SOCKS);
      case 'GET /login':
        return loggedIn('user', answered(200, { user: { id: 'u-1' } }));
      case 'POST /register':
        return loggedIn(sent.username, answered(201, { id: 'u-1' }));
      case 'POST /cart':
        carts.set(cookie, sent.id);
        return answered(201, { customerId: 'u-1', items: [] });
      case 'POST /orders':
        return answered(201, { id: 'o-1', items: [{ itemId: carts.get(cookie), quantity: 1 }], total: 9.99 });
      case 'GET /api/orders':
        return answered(200, [{ id: '0a1b2c3d' }, { id: '4e5f6071' }]);
      case 'GET /api/customers':
        return answered(200, ['Ada', 'Bo Ünal']);
      case 'POST /api/browse':
        return answered(200, { products: MENU, cart: null });
      default:
        return answered(200, []);
    }
  };
}

function loggedIn(username: string, answer: RehearsalAnswer): RehearsalAnswer {
  return { ...answer, cookies: [`logged_in=${username}`] };
}

function answered(status: number, body: unknown): RehearsalAnswer {
  return { status, body, cookies: [] };
}
