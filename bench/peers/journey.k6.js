import { check, sleep } from 'k6';
import http from 'k6/http';

// The journeys of journey.ts, for k6: URL of the target, name of the journey and pause come by the environment.

const { URL: url, JOURNEY: journey, PAUSE_MS: pauseMs = '0' } = __ENV;

function hex(digits) {
  let text = '';
  while (text.length < digits)
    text += Math.floor(Math.random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text;
}

function ask(method, path, body) {
  const headers = { traceparent: `00-${hex(32)}-${hex(16)}-01`, 'content-type': 'application/json' };
  const answer = http.request(method, url + path, body === undefined ? null : JSON.stringify(body), {
    headers,
  });
  check(answer, { 'there are eight items': ({ body: text }) => JSON.parse(text).items.length === 8 });
  if (pauseMs !== '0') sleep(Number(pauseMs) / 1000);
}

export default function play() {
  if (journey === 'one-request') {
    http.get(`${url}/`);
    return;
  }
  ask('GET', '/api/menu');
  ask('GET', '/api/menu/3');
  ask('POST', '/api/cart/1/items', { itemId: 3, quantity: 2 });
  ask('POST', '/api/orders', { cartId: 'c-1', customerName: 'Ada' });
}
