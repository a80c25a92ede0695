/** Answers the header that tells a proxy who we are; none where it need not know. */
export function authorizationHeader(authorization: string | undefined): Record<string, string> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}
