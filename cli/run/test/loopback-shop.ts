import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a shop gets wrong with one order of ten; `none` of an honest one. */
export type Lie =
  | 'none'
  | 'drops'
  | 'wrong-total'
  | 'wrong-sum'
  | 'orders-twice'
  | 'same-id'
  | 'not-paid'
  | 'sells-refused'
  | 'loses-answer'
  | 'no-books'
  | 'books-broken';

interface Line {
  readonly itemId: string;
  readonly quantity: number;
  readonly basePrice: number;
}

interface Order {
  readonly id: string;
  readonly customerName: string;
  readonly specialInstructions: string;
  status: string;
  readonly items: readonly (Line & { readonly itemTotal: number })[];
  totalPrice: number;
  readonly shipping: number;
}

const MENU = [
  { id: 'latte', name: 'Latte', emoji: '☕', price: 5.99 },
  { id: 'mocha', name: 'Mocha', emoji: '🍫', price: 6.49 },
];
const SHIPPING = 4.99;
const cents = (amount: number) => Math.round(amount * 100) / 100;

interface Answer {
  readonly status: number;
  /** `undefined` to hang up without an answer. */
  readonly body: unknown;
}

/** A shop of a few routes, that keeps its books but for one lie. */
export async function startLoopbackShop(lie: Lie) {
  const carts = new Map<string, Line[]>();
  const orders: Order[] = [];
  let checkouts = 0;

  const checkOut = ({ customerName, cartId, specialInstructions }: Record<string, string>): Answer => {
    checkouts += 1;
    const isLie = checkouts % 10 === 3;
    const items = (carts.get(cartId ?? '') ?? []).map((line) => ({
      ...line,
      itemTotal: cents(line.basePrice * line.quantity),
    }));
    const total = cents(items.reduce((sum, { itemTotal }) => sum + itemTotal, SHIPPING));
    const order: Order = {
      ...{ customerName: customerName ?? '', specialInstructions: specialInstructions ?? '', items },
      ...{ id: `order-${checkouts}`, status: 'PAID', totalPrice: total, shipping: SHIPPING },
    };
    const told = { order_id: order.id, total, shipping: SHIPPING };
    if (!isLie) {
      orders.unshift(order);
      return { status: 200, body: told };
    }
    if (lie === 'wrong-total') order.totalPrice = cents(total + 1);
    if (lie === 'wrong-sum') Object.assign(order.items[0] ?? {}, { itemTotal: 0.01 });
    if (lie === 'not-paid') order.status = 'CANCELLED';
    if (lie !== 'drops' && lie !== 'same-id') orders.unshift(order);
    if (lie === 'orders-twice') orders.unshift({ ...order, id: `${order.id}-again` });
    if (lie === 'sells-refused') return { status: 402, body: {} };
    if (lie === 'loses-answer') return { status: 200, body: undefined };
    return { status: 200, body: lie === 'same-id' ? { ...told, order_id: orders[0]?.id } : told };
  };

  const answer = (line: string, body: Record<string, string>): Answer => {
    const cartId = /^POST \/api\/cart\/(.+)\/items$/.exec(line)?.[1];
    if (cartId !== undefined) {
      carts.get(cartId)?.push(body as unknown as Line);
      return { status: 200, body: {} };
    }
    const customer = /^GET \/api\/customers\/([^/]+)\/orders/.exec(line)?.[1];
    if (customer !== undefined && lie === 'books-broken') return { status: 503, body: {} };
    if (customer !== undefined && lie !== 'no-books')
      return {
        status: 200,
        body: orders.filter(({ customerName }) => customerName === decodeURIComponent(customer)),
      };
    if (line === 'GET /api/menu') return { status: 200, body: MENU };
    if (line === 'POST /api/checkout') return checkOut(body);
    if (line !== 'POST /api/cart') return { status: line === 'GET /' ? 200 : 404, body: {} };
    const id = `cart-${carts.size}`;
    carts.set(id, []);
    return { status: 201, body: { id } };
  };

  const server = createServer(async (request: IncomingMessage, response) => {
    const text = (await request.toArray()).join('');
    const { status, body } = answer(`${request.method} ${request.url}`, text === '' ? {} : JSON.parse(text));
    if (body === undefined) return request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    orders,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
