import { expect, it } from 'vitest';
import { requestText } from './request-text.ts';

it('what goes to every request of a proxy stands once, whatever a journey calls its headers', () => {
  const own = { accept: 'a', 'proxy-authorization': 'of the journey' };
  const addressee = { host: 'shop', pathname: '', addedHeaders: { 'proxy-authorization': 'ours' } };
  const { text } = requestText({ method: 'GET', path: '/', headers: own }, addressee);
  expect(text).toBe('GET / HTTP/1.1\r\nhost: shop\r\naccept: a\r\nproxy-authorization: ours\r\n\r\n');
});
