import { z } from 'zod';

const count = z.number().min(0);

/** What a record says of the orders of its users. */
export const reconciliationSchema = z.object({
  outcome: z.enum(['pass', 'fail', 'inconclusive', 'not-reconciled']),
  reason: z.string().exactOptional(),
  placed: count,
  reconciled: count,
  unseen: count,
  lost: count,
  lostButPlaced: count,
  further: count,
  violations: z.array(
    z.object({
      kind: z.enum([
        'missing',
        'not-paid',
        'does-not-add-up',
        'not-as-told',
        'told-twice',
        'ordered-twice',
        'placed-though-refused',
      ]),
      orderId: z.string(),
      text: z.string(),
    }),
  ),
  violated: count,
});
