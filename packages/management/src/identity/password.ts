import argon2 from 'argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

let decoy: Promise<string> | undefined;

/** Argon2id in the PHC string format, salt and parameters inside. */
export async function hashPassword(password: string): Promise<string> {
  return argon2.hash(password, PARAMETERS);
}

/**
 * Whether the password fits. Without a hash (nobody has that e-mail, or no password) it does the same work and says no,
 * so that the time of an answer doesn't tell who has an account.
 */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  if (hash !== null) return argon2.verify(hash, password);
  decoy ??= hashPassword('no one has this password');
  await argon2.verify(await decoy, password);
  return false;
}
