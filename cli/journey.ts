// What `import type { Journey } from 'shopctl/journey'` brings: the types of journeys that users write themselves.
export type {
  JourneyRequest,
  JourneyResponse,
  VirtualUser,
  WrittenJourney as Journey,
} from './load/journey.ts';
