/** Every mode of the playground, asked and answered in the order of its tabs, as the demo's developer in test mode. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PortalSystem } from '../system/portal-system.js';
import { barriers, DESKTOP, openReader, PHONE, type Reader, sidewaysOverflow, signIn } from '../system/reader.js';
import { openMode, PLAYGROUND_MODES, receiptOf } from './playground-modes.js';

/** The journey's tests; what they run on is there once they run. */
export function playgroundJourney(place: () => { browser: Browser; system: PortalSystem }): void {
  let reader: Reader;
  beforeAll(async () => {
    const { browser, system } = place();
    reader = await openReader(browser, { baseURL: system.portalUrl, viewport: DESKTOP });
    await signIn(reader, system.demo.developer, system.portalUrl);
    await reader.context.addCookies([{ name: 'turnpike_mode', value: 'test', url: system.portalUrl }]);
    await reader.page.goto('/app/playground');
  });
  afterAll(async () => {
    await reader?.context.close();
  });

  test.each(PLAYGROUND_MODES)(
    'answers in its mode $name, for everybody, on a phone too',
    async ({ name, ask, answer }) => {
      const { page } = reader;
      await openMode(page, name);
      await ask(page);
      await answer(page).waitFor();
      await receiptOf(page).waitFor();
      expect(new URL(page.url()).searchParams.get('mode')).toBe(name.toLowerCase());
      expect(await barriers(page)).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await sidewaysOverflow(page)).toBe(0);
      await page.setViewportSize(DESKTOP);
    },
  );

  test('keeps what was asked in another mode, shows and plays without a fault', async () => {
    await openMode(reader.page, 'Chat');
    await reader.page.getByText('You said: What is the toll?').first().waitFor();
    expect(reader.faults).toEqual([]);
  });
}
