import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { amountInCents } from '../money.ts';
import { text } from '../read-input.ts';
import { RECEIPT_STATUSES } from './ledger.ts';

const receiptDocument = z.object({
  orderId: z.string(),
  amountCents: z.int(),
  status: z.enum(RECEIPT_STATUSES),
  method: z.string(),
  transactionId: z.string().nullable(),
  reason: z.string().nullable(),
});
const positiveAmount = amountInCents.refine((cents) => cents > 0, 'must be more than 0');

const NO_PROVIDER = ['PAYMENT_UNAVAILABLE'] as const;
const DECLINED = ['PAYMENT_DECLINED'] as const;

export const CHARGE = operation({
  method: 'POST',
  path: '/payments',
  summary: 'Charges an order once, however often it is asked.',
  body: z.object({
    orderId: text,
    amountCents: z.number().int().min(1).max(1_000_000_000),
    method: text.default('card'),
  }),
  answers: { 200: receiptDocument, 402: DECLINED, 409: ['PAYMENT_AMOUNT_MISMATCH'], 503: NO_PROVIDER },
});

export const CANCEL_CHARGE = operation({
  method: 'DELETE',
  path: '/payments/:orderId',
  summary: 'Gives the money of an order back, or bars a charge that is still on its way.',
  answers: { 200: receiptDocument, 503: NO_PROVIDER },
});

export const READ_RECEIPT = operation({
  method: 'GET',
  path: '/payments/:orderId',
  summary: 'Answers what became of the payment of an order.',
  answers: { 200: receiptDocument, 404: ['PAYMENT_NOT_FOUND'] },
});

export const PROCESS_PAYMENT = operation({
  method: 'POST',
  path: '/api/payment/process',
  summary: 'Charges an amount that belongs to no order (V-04).',
  body: z.object({ amount: positiveAmount, payment_method: text.default('card') }),
  answers: {
    200: z.object({ status: z.literal('success'), transaction_id: z.string().nullable() }),
    402: DECLINED,
    503: NO_PROVIDER,
  },
});

export const AUTHORISE = operation({
  method: 'POST',
  path: '/paymentAuth',
  summary: 'Says whether an amount can be paid; a declined card is an answer, not a problem (S-26).',
  body: z.object({ amount: positiveAmount }),
  answers: { 200: z.object({ authorised: z.boolean(), message: z.string() }), 503: NO_PROVIDER },
});

export const PAYMENT_STATS = operation({
  method: 'GET',
  path: '/stats',
  aliases: ['/api/payment/stats'],
  summary: 'Answers how many charges ended how, over all time.',
  answers: {
    200: z.object({
      approved: z.int(),
      declined: z.int(),
      refunded: z.int(),
      approvedCents: z.number(),
    }),
  },
});
