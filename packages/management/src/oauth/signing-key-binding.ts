/** What a key that signs access tokens is bound to. */
export function signingKeyBinding(keyId: string): string {
  return `oauth-signing-key:${keyId}`;
}
