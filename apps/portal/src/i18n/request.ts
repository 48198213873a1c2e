import { getRequestConfig } from 'next-intl/server';
import { preferences } from '../server/preferences';
import { messages } from './namespaces';

/** What next-intl renders texts, numbers and times with, per request. */
export default getRequestConfig(async () => {
  const { zone } = await preferences();
  return { locale: 'en', messages, timeZone: zone, now: new Date() };
});
