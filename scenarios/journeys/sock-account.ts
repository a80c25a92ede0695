import type { Journey } from '../../cli/load/journey.ts';

/** The sock shop's test user, user:password, as Base64: k6 has no Buffer. */
const LOGIN = 'Basic dXNlcjpwYXNzd29yZA==';

/** Logs in to the sock shop, and looks at the cart and the orders there. */
const sockAccount: Journey = {
  name: 'sock-account',
  trafficType: 'baseline',
  async play(user) {
    const headers = { authorization: LOGIN };
    const { ok } = await user.request({ method: 'GET', path: '/login', headers, timeoutMs: 5000 });
    if (!ok) return;
    for (const path of ['/cart', '/orders']) {
      await user.think(500, 1500);
      // By the session's cookie from here on.
      const answer = await user.request({ method: 'GET', path, timeoutMs: 5000 });
      if (answer.ok) user.check(`${path} answers a list`, Array.isArray(answer.body));
    }
  },
};
export default sockAccount;
