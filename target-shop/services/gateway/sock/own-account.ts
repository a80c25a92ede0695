import type { Request } from 'express';
import { HttpProblem } from '../../../kit/http-problem.ts';
import type { Kit } from '../../../kit/kit.ts';
import type { Authorisation } from '../../authorisation.ts';
import { identityOf } from '../../forward.ts';
import type { CustomerDocument } from '../../user/api.ts';

/** Answers what finds the account of somebody who is logged in. @throws HttpProblem 401, or 404 when there is no such account */
export function createOwnAccount(
  kit: Kit,
  auth: Authorisation,
): (request: Request) => Promise<CustomerDocument> {
  const users = kit.peerIfAny('user');
  return async (request) => {
    const { accountId } = await auth.principalOf(request);
    const answer = await users?.request<CustomerDocument>({
      ...{ method: 'GET', path: `/customers/${encodeURIComponent(accountId)}`, route: '/customers/:id' },
      headers: identityOf(request),
    });
    if (answer?.status === 200) return answer.body;
    throw new HttpProblem(404, 'ACCOUNT_NOT_FOUND', 'There is no account of this session any more');
  };
}
