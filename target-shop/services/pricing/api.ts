import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { amountInCents } from '../money.ts';
import { text } from '../read-input.ts';
import { MAX_QUANTITY } from './order-line-rules.ts';

/** Most lines of one question; a cart holds fewer. */
const MAX_LINES = 100;

const quantity = z.number().int().min(1).max(MAX_QUANTITY);
const linesOf = <Line extends z.ZodType>(line: Line) => z.array(line).min(1).max(MAX_LINES);

export const VALIDATE = operation({
  method: 'POST',
  path: '/validate',
  summary: 'Says whether an order line keeps the rules, and which it breaks.',
  body: z.object({
    customerName: z.string().optional(),
    itemId: z.string().optional(),
    quantity: z.number().optional(),
  }),
  answers: { 200: z.object({ valid: z.boolean(), reason: z.string().optional() }) },
});

export const CALCULATE_PRICE = operation({
  method: 'POST',
  path: '/calculate-price',
  summary: 'Answers what an order line costs now.',
  body: z.object({ basePrice: amountInCents, quantity }),
  answers: {
    200: z.object({ totalPrice: z.number(), discount: z.number(), priceMultiplier: z.number() }),
  },
});

export const CHECK_INVENTORY = operation({
  method: 'POST',
  path: '/check-inventory',
  summary: 'Checks and takes pieces from the stock in one step.',
  body: z.object({ itemId: text, quantity, reservationId: text.optional() }),
  answers: { 200: z.object({ available: z.boolean(), stock: z.int(), reservationId: z.string() }) },
});

/** An order asks for all of its lines at once: a question for each would be most of what pricing is asked. */
export const QUOTE = operation({
  method: 'POST',
  path: '/quote',
  summary: 'Checks every line of an order against the rules, and says what each costs now.',
  body: z.object({
    customerName: z.string().optional(),
    items: linesOf(z.object({ itemId: z.string(), quantity: z.number(), basePrice: amountInCents })),
  }),
  answers: {
    200: z.object({
      items: z.array(
        z.object({
          itemId: z.string(),
          valid: z.boolean(),
          reason: z.string().optional(),
          totalPrice: z.number().optional(),
        }),
      ),
    }),
  },
});

export const RESERVE_INVENTORY = operation({
  method: 'POST',
  path: '/reserve-inventory',
  summary: 'Checks and takes pieces of several items from the stock, under one reservation.',
  body: z.object({
    reservationId: text,
    items: linesOf(z.object({ itemId: text, quantity })),
  }),
  answers: {
    200: z.object({
      items: z.array(z.object({ itemId: z.string(), available: z.boolean(), stock: z.int() })),
    }),
  },
});

export const RELEASE_INVENTORY = operation({
  method: 'POST',
  path: '/release-inventory',
  summary: 'Gives back all pieces that a reservation holds.',
  body: z.object({ reservationId: text }),
  answers: { 200: z.object({ released: z.record(z.string(), z.int()) }) },
});
