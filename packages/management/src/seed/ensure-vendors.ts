import { VENDORS, type Vendor } from '@turnpike/providers/vendors/vendors';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { openedCredential, WITH_CREDENTIALS } from '../providers/credential-rows.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';

/**
 * A provider for each vendor whose key is in the environment, under the vendor's own slug; a new key replaces the stored
 * one, the oldest if there are several. Whatever else was changed on it stays. Models are an admin's to add: what they are sold for is nobody's to guess.
 */
export async function ensureVendors(
  context: ManagementContext,
  actor: Actor,
  keys: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  for (const vendor of VENDORS) {
    const credential = vendor.credentialVariable === null ? undefined : keys[vendor.credentialVariable]?.trim();
    if (credential !== undefined && credential !== '') await ensureVendor(context, actor, { vendor, credential });
  }
}

async function ensureVendor(
  context: ManagementContext,
  actor: Actor,
  { vendor, credential }: { vendor: Vendor; credential: string },
): Promise<void> {
  const { slug, name, kind, baseUrl } = vendor;
  const found = await context.db.prisma.provider.findUnique({ where: { slug }, include: WITH_CREDENTIALS });
  if (found === null) {
    // The kinds of vendors are adapters' kinds, as their test has it.
    const wire = kind as Parameters<typeof createProvider>[2]['kind'];
    await createProvider(context, actor, { slug, name, kind: wire, baseUrl, credential, servesTestKeys: false });
    return;
  }
  const [first] = found.credentials;
  const stored = first === undefined ? null : openedCredential(context.credentialKeys, first);
  if (stored !== credential) await updateProvider(context, actor, { provider: slug, changes: { credential } });
}
