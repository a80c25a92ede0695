import { compare, hash } from 'bcryptjs';

/** S-42. */
const COST = 10;
/** Compared with when there is no such account, so that the answer takes as long. */
const NOBODY = '$2b$10$oDMydPMjWii4BPWw.kBo2eUNnkhx8hk/Vm3cwwt0iz0zWk2SRPMoG';

/** Answers what is kept of a password. */
export function hashOf(password: string): Promise<string> {
  return hash(password, COST);
}

/** Answers whether a password is the one of a hash; as slowly for an account that does not exist. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const isSame = await compare(password, kept ?? NOBODY);
  return isSame && kept !== undefined;
}
