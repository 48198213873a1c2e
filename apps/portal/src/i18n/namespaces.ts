/**
 * The texts of the portal, one file per area. English first: another language is another folder of `messages` with the
 * same files, and a way to choose it in ./request.ts.
 */
import billing from '../../messages/en/billing.json';
import calls from '../../messages/en/calls.json';
import notices from '../../messages/en/notices.json';
import organisation from '../../messages/en/organisation.json';
import overview from '../../messages/en/overview.json';
import usage from '../../messages/en/usage.json';
import admin from '../../messages/en/admin.json';
import console from '../../messages/en/console.json';
import identity from '../../messages/en/identity.json';
import jobs from '../../messages/en/jobs.json';
import keys from '../../messages/en/keys.json';
import modelCatalogue from '../../messages/en/model-catalogue.json';
import playground from '../../messages/en/playground.json';
import queues from '../../messages/en/queues.json';
import routing from '../../messages/en/routing.json';
import caching from '../../messages/en/caching.json';
import shadows from '../../messages/en/shadows.json';
import discovery from '../../messages/en/discovery.json';
import targetHealth from '../../messages/en/target-health.json';
import limits from '../../messages/en/limits.json';
import access from '../../messages/en/access.json';
import roles from '../../messages/en/roles.json';
import security from '../../messages/en/security.json';
import oauth from '../../messages/en/oauth.json';
import signing from '../../messages/en/signing.json';
import errorPages from '../../messages/en/error-pages.json';
import start from '../../messages/en/start.json';
import catalogue from '../../messages/en/catalogue.json';
import site from '../../messages/en/site.json';
import subscriptions from '../../messages/en/subscriptions.json';
import tenants from '../../messages/en/tenants.json';
import ui from '../../messages/en/ui.json';
import webhooks from '../../messages/en/webhooks.json';

export const messages = {
  notices,
  organisation,
  admin,
  billing,
  usage,
  overview,
  calls,
  console,
  identity,
  jobs,
  keys,
  modelCatalogue,
  playground,
  queues,
  routing,
  caching,
  shadows,
  discovery,
  targetHealth,
  limits,
  access,
  roles,
  security,
  oauth,
  signing,
  errorPages,
  start,
  catalogue,
  site,
  subscriptions,
  tenants,
  ui,
  webhooks,
};
