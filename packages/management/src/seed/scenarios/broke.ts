import { grantCredit } from '../../money/grant-credit.use-case.js';
import { DEMO_PLAN, DEMO_PRODUCT } from '../demo-catalogue.js';
import { ensureApplication, ensureSubscription } from '../ensure-application.js';
import { ensureCatalogue } from '../ensure-catalogue.js';
import { ensureApiKey } from '../ensure-credentials.js';
import { sandboxOrigin, type Scenario } from '../scenario.js';
import { ensureSeededTenant, existingKey, type SeededTenant } from '../seeded-tenant.js';

/** Carries the hold of a short call of the demo's chat model, and of no long one. */
const LEFT = '0.002';

/** The last cents of a prepaid balance. */
export const BROKE: Scenario<SeededTenant> = {
  name: 'broke',
  about: 'a prepaid balance that is nearly gone: a short call passes, a long one is refused with 402',
  async seed(run) {
    const { context, actor } = run;
    const model = await ensureCatalogue(context, actor, sandboxOrigin(run.urls));
    const tenant = await ensureSeededTenant(run, { slug: 'broke', name: 'Broke' });
    const { tenantId } = tenant;
    const credit = { amount: LEFT, currency: 'USD', reason: 'What is left', idempotencyKey: 'broke' };
    await grantCredit(context, actor, { tenantId, ...credit });
    const applicationId = await ensureApplication(context, actor, { tenantId, name: 'Hungry application' });
    const [product = '', plan = ''] = [DEMO_PRODUCT.slug, DEMO_PLAN.slug];
    await ensureSubscription(context, actor, { applicationId, product, plan });
    const existing = existingKey(run.existing, 'live');
    const live = await ensureApiKey(context, actor, { existing, applicationId, environment: 'live', name: 'Live' });
    const hint = `Call ${model} with its key: "max_tokens": 20 is answered, "max_tokens": 2000 is refused with 402.`;
    return { ...tenant, keys: { live }, try: hint };
  },
};
