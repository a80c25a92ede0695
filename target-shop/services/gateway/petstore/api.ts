import * as z from 'zod';
import { operation } from '../../../kit/http/operation.ts';
import { READ_CART } from '../../cart/api.ts';
import { priceQuery, productDocument } from '../../catalog/api.ts';
import { ORDER_REFUSALS, SAGA_STATUS } from '../../orders/api.ts';
import { text, words } from '../../read-input.ts';

// The petstore of P: its paths, its names and its bodies, over the same products, carts and orders as all others.

const NO_PET = ['PET_NOT_FOUND'] as const;
const { 200: sagaStatus, ...sagaRefusals } = SAGA_STATUS.answers;
export const BROWSE_PETS = operation({
  method: 'GET',
  path: '/petstore-domain/pets/browse',
  aliases: ['/browse-pets'],
  summary:
    'Answers the pets, of one kind if one is named; a price limit counts while premium filters are on.',
  query: z.object({
    category: text.optional(),
    max_price: priceQuery,
    customer_id: text.optional(),
  }),
  answers: {
    200: z.object({
      pets: z.array(productDocument),
      personalized: z.boolean(),
      premium_filters: z.boolean(),
    }),
  },
});

export const READ_PET = operation({
  method: 'GET',
  path: '/petstore-domain/pets/:id',
  summary: 'Answers a pet.',
  answers: { 200: productDocument, 404: NO_PET },
});

export const ORDER_PET = operation({
  method: 'POST',
  path: '/petstore-domain/orders',
  aliases: ['/create-order'],
  summary: 'Orders a pet; the sample customer and pet where none is named.',
  body: z.object({
    customer_id: text.default('customer-001'),
    pet_id: text.default('golden-retriever-001'),
    special_instructions: words.default(''),
  }),
  mayRequireLogin: true,
  answers: {
    ...ORDER_REFUSALS,
    201: z.object({
      order_id: z.string(),
      customer_id: z.string(),
      pet_id: z.string(),
      status: z.string(),
      total: z.number(),
      transaction_id: z.string().nullable(),
    }),
    404: [...READ_CART.answers[404], ...ORDER_REFUSALS[404], 'PRODUCT_NOT_FOUND', ...NO_PET],
    503: [...ORDER_REFUSALS[503], 'FEATURE_FLAG_CHAOS'],
  },
});

export const PET_ORDER_STATUS = operation({
  method: 'GET',
  path: '/petstore-domain/orders/:id/status',
  summary: 'Answers how far the saga of an order is; with `since`, when there are more events than that.',
  query: z.object({ since: z.coerce.number().int().min(0).optional() }),
  answers: { ...sagaRefusals, 200: sagaStatus },
});

export const PAY_FOR_PET = operation({
  method: 'POST',
  path: '/petstore-domain/payments',
  aliases: ['/process-payment'],
  summary:
    'Answers the receipt of an order, which is paid as it is placed: asking again charges nobody twice.',
  body: z.object({ order_id: text }),
  mayRequireLogin: true,
  answers: {
    ...sagaRefusals,
    200: z.object({ order_id: z.string(), transaction_id: z.string(), amount: z.number() }),
    409: ['ORDER_NOT_PAID'],
  },
});

export const PETSTORE_HEALTH = operation({
  method: 'GET',
  path: '/petstore-domain/health',
  summary: 'Answers which of the services behind the petstore are ready.',
  answers: {
    200: z.object({
      status: z.enum(['healthy', 'degraded']),
      components: z.record(z.string(), z.enum(['up', 'down'])),
    }),
  },
});

const configDocument = z.object({
  feature_flags: z.record(z.string(), z.boolean()),
  observability: z.object({ tracing: z.boolean(), metrics: z.boolean(), correlation_header: z.string() }),
  security: z.object({
    jwt_enabled: z.boolean(),
    rate_limiting: z.boolean(),
    default_requests_per_minute: z.int(),
    authentication_required: z.boolean(),
  }),
  circuit_breakers: z.array(
    z.object({ service: z.string(), peer: z.string(), state: z.enum(['closed', 'half_open', 'open']) }),
  ),
});

export const READ_CONFIG = operation({
  method: 'GET',
  path: '/petstore-domain/admin/config',
  summary: 'Answers what is switched on, and the state of the circuit breakers.',
  answers: { 200: configDocument },
});

/** The flags that P's documents name, by the names they have there. */
export const PETSTORE_FLAGS = {
  pet_personalization: 'pet-personalization',
  premium_filters: 'premium-filters',
  express_order_processing: 'express-order-processing',
  payment_processing: 'payment-processing',
  real_time_order_updates: 'real-time-order-updates',
} as const;

const petstoreFlag = z.enum(Object.keys(PETSTORE_FLAGS) as (keyof typeof PETSTORE_FLAGS)[]);

export const WRITE_CONFIG = operation({
  method: 'PUT',
  path: '/petstore-domain/admin/config',
  summary: 'Switches feature flags, in every service and without a restart; for administrators.',
  body: z.object({ feature_flags: z.partialRecord(petstoreFlag, z.boolean()) }),
  answers: { 200: configDocument, 401: ['UNAUTHORIZED'], 403: ['FORBIDDEN'], 409: ['CONFIG_READ_ONLY'] },
});
