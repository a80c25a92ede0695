import type { ShopStatus } from '../platform.ts';
import { requireShop } from './shop-connection.ts';
import type { ShopDirectory } from './shop-directory.ts';

/** Answers the state of the shop that runs. @throws EnvironmentError when none does */
export async function statusOf(directory: ShopDirectory): Promise<ShopStatus> {
  const { client } = await requireShop(directory);
  try {
    return await client.call('status', { quick: false });
  } finally {
    client.close();
  }
}
