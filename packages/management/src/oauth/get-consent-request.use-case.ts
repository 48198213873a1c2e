import type { ConsentRequestView } from '@turnpike/contracts/management/oauth';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readInteraction, type Interaction } from './interaction.js';

/** What a client asks a person for, and in which of their applications they may allow it. */
export async function getConsentRequest(
  context: ManagementContext,
  actor: Actor,
  input: { handle: string },
): Promise<ConsentRequestView> {
  const interaction = await readInteraction(context.db.prisma, actor, { ...input, now: context.now() });
  const { client, scopes, redirectUri } = interaction;
  const { applications, productNames } = await loadChoices(context, actor, interaction);
  const remembered = applications.find((one) => one.coversAll)?.id ?? null;
  // A public client proves nothing of itself; whoever has its id could ask in its name (RFC 8252, section 8.6).
  const mustAsk = interaction.mustAsk || client.kind === 'public';
  return {
    client: {
      id: publicId('oauthClient', client.id),
      name: client.name,
      description: client.description,
      website: client.website,
      publisher: client.tenant.name,
      environment: client.environment,
    },
    returnsTo: new URL(redirectUri).origin,
    scopes: scopes.map((scope) => {
      const [product = '', operation = null] = scope.split(':');
      return { scope, product: productNames.get(product) ?? (scope === '*' ? null : product), operation };
    }),
    applications: applications.map(({ coversAll: _, ...shown }) => shown),
    remembered: mustAsk ? null : remembered,
  };
}

async function loadChoices(context: ManagementContext, actor: Actor, { client, userId, scopes }: Interaction) {
  const { prisma } = context.db;
  const tenants = readableTenants(actor, 'key:write');
  const rows = await prisma.application.findMany({
    where: {
      archivedAt: null,
      tenant: { memberships: { some: { userId } } },
      ...(tenants === null ? {} : { tenantId: { in: tenants } }),
    },
    select: {
      id: true,
      name: true,
      tenant: { select: { name: true } },
      subscriptions: { where: { status: 'active' }, select: { product: { select: { slug: true, name: true } } } },
    },
    orderBy: { id: 'asc' },
    take: MAX_CHOICES,
  });
  const grants = await prisma.oAuthGrant.findMany({ where: { clientId: client.id, userId, revokedAt: null } });
  const grantOf = new Map(grants.map((grant) => [grant.applicationId, grant]));
  const products = rows.flatMap((row) => row.subscriptions.map(({ product }) => product));
  const asked = new Set(scopes.map((scope) => scope.split(':', 1)[0]));
  return {
    productNames: new Map(products.map(({ slug, name }) => [slug, name])),
    applications: rows.map((row) => ({
      id: publicId('application', row.id),
      name: row.name,
      tenant: row.tenant.name,
      isSubscribed: row.subscriptions.some(({ product }) => asked.has('*') || asked.has(product.slug)),
      wasChosen: grantOf.has(row.id),
      coversAll: scopes.length > 0 && scopes.every((scope) => grantOf.get(row.id)?.scopes.includes(scope)),
    })),
  };
}

/** More than anyone chooses from. */
const MAX_CHOICES = 200;
