import type { Kit } from '../../kit/kit.ts';
import type { OrderCustomer } from './order.ts';

/** The user service, as far as an order needs it. */
export interface UserClient {
  /**
   * Answers who a customer is, with address and card, each a question of its own (S-23); `null` for a guest, of whom
   * nothing more is asked, or when nobody answers.
   */
  customerOf(name: string): Promise<OrderCustomer | null>;
}

/** Answers the user service behind the kit's client; `undefined` in a shop that has none. */
export function createUserClient(kit: Kit): UserClient | undefined {
  const peer = kit.peerIfAny('user');
  if (peer === undefined) return undefined;
  const ask = async <Body>(name: string, of: '' | '/address' | '/card'): Promise<Body> => {
    const path = `/accounts/${encodeURIComponent(name)}${of}`;
    const { status, body } = await peer.request<Body>({
      ...{ method: 'GET', path, route: `/accounts/:username${of}` },
    });
    if (status === 200) return body;
    throw new Error(`user answered ${status}`);
  };
  return {
    async customerOf(name) {
      try {
        const { account } = await ask<{ readonly account: { readonly id: string } | null }>(name, '');
        if (account === null) return null;
        const [{ address }, { card }] = await Promise.all([
          ask<Pick<OrderCustomer, 'address'>>(name, '/address'),
          ask<Pick<OrderCustomer, 'card'>>(name, '/card'),
        ]);
        return { id: account.id, address, card };
      } catch (error) {
        // Guests may order too, so that somebody unknown is no reason to refuse.
        kit.log.warn({ err: error }, 'Customer not looked up, ordered as a guest');
        return null;
      }
    },
  };
}
