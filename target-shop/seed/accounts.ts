/** Somebody who has an account from the start; the password is hashed as all are. */
export interface SeedAccount {
  readonly id: string;
  readonly username: string;
  /** bcrypt, cost 10. */
  readonly passwordHash: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: 'customer' | 'admin';
}

/** The sock shop's test user (S-10), the petstore's demo administrator (P-11) and its two customers (P-33). */
export const ACCOUNTS: readonly SeedAccount[] = [
  {
    id: '57a98d98e4b00679b4a830af',
    username: 'user',
    // "password"
    passwordHash: '$2b$10$SmtaLDCGeRDhJvF039E4o.X8tZRzKmRKJCbm5Vwq6yLD5ncvfgbDG',
    email: 'user@shop.example',
    firstName: 'Test',
    lastName: 'User',
    role: 'customer',
  },
  {
    id: 'demo',
    username: 'demo',
    // "demo"
    passwordHash: '$2b$10$oDMydPMjWii4BPWw.kBo2eUNnkhx8hk/Vm3cwwt0iz0zWk2SRPMoG',
    email: 'demo@shop.example',
    firstName: 'Demo',
    lastName: 'Administrator',
    role: 'admin',
  },
  {
    id: 'customer-001',
    username: 'customer-001',
    // the name itself, as for the next
    passwordHash: '$2b$10$Gz4PbkA6GH2FfwRr.XYmCuN.C.ILjZ3LJpEPUQ1nEbjfQ5kpO/uGW',
    email: 'customer-001@shop.example',
    firstName: 'Robin',
    lastName: 'Reed',
    role: 'customer',
  },
  {
    id: 'customer-002',
    username: 'customer-002',
    passwordHash: '$2b$10$Esy5GTev9KKTSnAg285kzuRcqo.SbP0SIdHt..uOlEK./8ldK8Nf.',
    email: 'customer-002@shop.example',
    firstName: 'Kim',
    lastName: 'Lind',
    role: 'customer',
  },
];
