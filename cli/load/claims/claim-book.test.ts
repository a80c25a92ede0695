import { expect, it } from 'vitest';
import { ClaimBook, joinClaims } from './claim-book.ts';

const ada = { load: 'users', iteration: 7, customer: 'Ada' };

it('keeps what users are told; what they were not told is lost', () => {
  const book = new ClaimBook('run-1');
  book.open(ada).placed('0a1b2c3d', 17.48);
  book.open(ada).refused();
  book.open(ada);
  expect(book.claims()).toMatchObject({
    kept: [
      { customer: 'Ada', outcome: 'placed', told: { orderId: '0a1b2c3d', totalCents: 1748 } },
      { outcome: 'refused' },
      { outcome: 'lost' },
    ],
    further: 0,
  });
});

it('gives no two orders one reference, not even those of two runs of one name', () => {
  const books = [new ClaimBook('run-1'), new ClaimBook('run-1')];
  const references = books.flatMap((book) => [book.open(ada).reference, book.open(ada).reference]);
  expect(new Set(references).size).toBe(4);
  for (const reference of references) expect(reference).toMatch(/^shopctl run-1 [0-9a-f]{8}\.[01] users 7$/);
});

it('keeps ten thousand, whatever is told of those after them, and counts the rest', () => {
  const book = new ClaimBook('run-1');
  const claims = Array.from({ length: 10_003 }, () => book.open(ada));
  for (const [place, claim] of claims.entries()) claim.placed(`order-${place}`, 1);
  const { kept, further } = book.claims();
  expect(kept).toHaveLength(10_000);
  expect(kept.at(-1)?.told?.orderId).toBe('order-9999');
  expect(further).toBe(3);
});

it('joins the claims of several threads, and still keeps ten thousand', () => {
  const books = [0, 1].map(() => {
    const book = new ClaimBook('run-1');
    for (let place = 0; place < 5001; place += 1) book.open(ada).refused();
    return book.claims();
  });
  const { kept, further } = joinClaims(books);
  expect(kept).toHaveLength(10_000);
  expect(further).toBe(2);
});
