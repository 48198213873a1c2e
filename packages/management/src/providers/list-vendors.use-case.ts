import type { Page } from '@turnpike/contracts/management/fields';
import type { VendorView } from '@turnpike/contracts/management/vendors';
import { VENDORS } from '@turnpike/providers/vendors/vendors';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';

/** The vendors a provider may be made of, all on one page. Platform admins only. */
export function listVendors(actor: Actor): Page<VendorView> {
  requirePermission(actor, 'catalogue:read');
  return { items: [...VENDORS], nextCursor: null };
}
