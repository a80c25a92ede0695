import type { SeedProduct } from './product.ts';

/** Three pets (P-33). */
export const PETS: readonly SeedProduct[] = [
  {
    id: 'golden-retriever-001',
    name: 'Golden Retriever',
    emoji: '🐕',
    category: 'pets',
    priceCents: 120_000,
    description: 'Fetches anything, requests included.',
    tags: ['dog'],
  },
  {
    id: 'persian-cat-002',
    name: 'Persian Cat',
    emoji: '🐈',
    category: 'pets',
    priceCents: 80_000,
    description: 'Answers 503 unless it feels like it.',
    tags: ['cat'],
  },
  {
    id: 'cockatiel-003',
    name: 'Cockatiel',
    emoji: '🦜',
    category: 'pets',
    priceCents: 30_000,
    description: 'Repeats every message at least once.',
    tags: ['bird'],
  },
];
