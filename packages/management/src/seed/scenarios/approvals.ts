import { parseId } from '@turnpike/domain/ids';
import { approveSubscription } from '../../subscriptions/approve-subscription.use-case.js';
import { rejectSubscription } from '../../subscriptions/reject-subscription.use-case.js';
import { requestSubscription } from '../../subscriptions/request-subscription.use-case.js';
import { ensureApplication } from '../ensure-application.js';
import { ensureCatalogue } from '../ensure-catalogue.js';
import { sandboxOrigin, type Scenario } from '../scenario.js';
import { asMember, ensureSeededTenant, type SeededTenant } from '../seeded-tenant.js';

interface Request {
  application: string;
  product: string;
  plan: string;
  message: string;
  /** What an admin has said; nothing where it still waits. */
  decision?: { approved: true } | { rejectedFor: string };
}

/** One of each state a request can be in; the first two are an admin's to decide, the third a payment's. */
const REQUESTS: readonly Request[] = [
  {
    application: 'Support assistant',
    product: 'reviewed-chat',
    plan: 'standard',
    message: 'Answers questions about orders. Some 2,000 a day.',
  },
  {
    application: 'Contract search',
    product: 'reviewed-chat',
    plan: 'large',
    message: 'Finds clauses in contracts for our legal team.',
  },
  { application: 'Batch translation', product: 'prepaid-volume', plan: 'volume-25', message: '' },
  {
    application: 'Website chat',
    product: 'reviewed-chat',
    plan: 'standard',
    message: 'The chat on our home page.',
    decision: { approved: true },
  },
  {
    application: 'Scraper',
    product: 'reviewed-chat',
    plan: 'large',
    message: 'Reads other people’s pages.',
    decision: { rejectedFor: 'Please tell us which pages, and on whose permission.' },
  },
];

/** What an admin finds in the morning. */
export const APPROVALS: Scenario<SeededTenant> = {
  name: 'approvals',
  about: 'subscriptions that wait for an admin or for a payment, one approved and one rejected',
  async seed(run) {
    const { context, actor } = run;
    await ensureCatalogue(context, actor, sandboxOrigin(run.urls));
    const tenant = await ensureSeededTenant(run, { slug: 'approvals', name: 'Approvals' });
    const owner = await asMember(run, tenant);
    for (const { application, product, plan, message, decision } of REQUESTS) {
      const applicationId = await ensureApplication(context, actor, { tenantId: tenant.tenantId, name: application });
      // Decided or not, a request that was made is not made again.
      const where = { applicationId: parseId('application', applicationId) ?? '' };
      if ((await context.db.prisma.subscription.count({ where })) > 0) continue;
      const { id } = await requestSubscription(context, owner, { applicationId, product, plan, message });
      if (decision === undefined) continue;
      if ('approved' in decision) await approveSubscription(context, actor, { subscriptionId: id, reason: '' });
      else await rejectSubscription(context, actor, { subscriptionId: id, reason: decision.rejectedFor });
    }
    return { ...tenant, keys: {}, try: 'Two requests wait under /admin/approvals; the owner sees all five.' };
  },
};
