import type { Scenario } from '../scenario.js';
import { ensureSeededTenant, type SeededTenant } from '../seeded-tenant.js';

/** What a person sees who has just signed up. */
export const EMPTY: Scenario<SeededTenant> = {
  name: 'empty',
  about: 'an organisation in which nothing has happened yet: every page says what to do first',
  async seed(run) {
    const tenant = await ensureSeededTenant(run, { slug: 'empty', name: 'Empty' });
    return { ...tenant, keys: {}, try: 'Sign in and follow the start page to a first call.' };
  },
};
