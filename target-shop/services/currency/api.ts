import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { amountInCents } from '../money.ts';

const code = z
  .string()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'must be a code of three letters such as EUR');

export const READ_RATES = operation({
  method: 'GET',
  path: '/rates',
  summary: 'Answers what one unit of the base currency buys of each other.',
  answers: { 200: z.object({ base: z.string(), rates: z.record(z.string(), z.number()) }) },
});

export const conversionDocument = z.object({
  from: z.string(),
  to: z.string(),
  amount: z.number(),
  rate: z.number(),
  converted: z.number(),
});

export type ConversionDocument = z.output<typeof conversionDocument>;

export const CONVERT = operation({
  method: 'GET',
  path: '/convert',
  summary: 'Converts an amount between two currencies, to whole cents.',
  query: z.object({ from: code.default('USD'), to: code, amount: z.coerce.number().pipe(amountInCents) }),
  answers: { 200: conversionDocument, 404: ['CURRENCY_NOT_FOUND'] },
});
