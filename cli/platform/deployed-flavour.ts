import type { FlavourName } from '../../target-shop/contract/flavours.ts';
import { EnvironmentError } from '../core/errors.ts';
import type { Platform } from './platform.ts';

/** Answers the flavour of the shop that runs; `undefined` when it has none, or no shop can be asked. */
export async function deployedFlavour(platform: Platform): Promise<FlavourName | undefined> {
  try {
    return (await platform.status()).flavour;
  } catch (error) {
    if (error instanceof EnvironmentError) return undefined; // a run says itself what it lacks
    throw error;
  }
}
