/** Fewest and most characters of a password: length is what counts (NIST SP 800-63B), and hashing must stay cheap. */
export const PASSWORD_LENGTH = { min: 12, max: 256 } as const;
