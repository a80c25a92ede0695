import { expect, test } from 'vitest';
import { fillIn } from './forward.ts';

test.each([
  ['/menu', {}, '/menu'],
  ['/cart/:id/items/:itemId', { id: '1a', itemId: 'b' }, '/cart/1a/items/b'],
  ['/customers/:name/orders', { name: 'Zoë / Co?' }, '/customers/Zo%C3%AB%20%2F%20Co%3F/orders'],
])('fills %s in', (template, params, path) => expect(fillIn(template, params)).toBe(path));
