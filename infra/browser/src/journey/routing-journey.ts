/** An admin sends a share of a model's calls elsewhere, and asks the simulator where they go. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PortalSystem } from '../system/portal-system.js';
import { barriers, DESKTOP, openReader, PHONE, type Reader, sidewaysOverflow, signIn } from '../system/reader.js';

/** A model of the demo with two targets. */
const MODEL = 'sandbox-canary';

/** The journey's tests; what they run on is there once they run. */
export function routingJourney(place: () => { browser: Browser; system: PortalSystem }): void {
  let reader: Reader;
  beforeAll(async () => {
    const { browser, system } = place();
    reader = await openReader(browser, { baseURL: system.portalUrl, viewport: DESKTOP });
    await signIn(reader, system.demo.admin, system.portalUrl);
  });
  afterAll(async () => {
    await reader?.context.close();
  });

  const button = (name: string) => reader.page.getByRole('button', { name, exact: true });
  const link = (name: string) => reader.page.getByRole('link', { name, exact: true });

  test('goes back to one pool, and what that is is said', async () => {
    const { page } = reader;
    await page.goto('/admin/models');
    await page.getByRole('link', { name: MODEL }).click();
    await link('Edit routing').click();
    await page.getByRole('heading', { name: `Routing of ${MODEL}` }).waitFor();
    await button('Back to one pool').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to one pool' }).click();
    await page.getByRole('region', { name: 'Pool default' }).waitFor();
    await page.getByText('No rule: every call takes the usual order.').waitFor();
    expect(await button('Save routing').isDisabled()).toBe(true);
  });

  test('a share is sent to one target, and a fault is said beside its field', async () => {
    const { page } = reader;
    await button('Send a share to …').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Share of matching calls (%)').fill('25');
    await dialog.getByRole('button', { name: 'Add canary' }).click();
    const rule = page.getByRole('region', { name: 'Rule canary' });
    await rule.getByLabel('Name', { exact: true }).fill('Not a slug');
    await button('Save routing').click();
    await page.getByText('must be lower-case letters and digits joined by single hyphens').first().waitFor();
    await page.getByRole('region', { name: 'Rule Not a slug' }).getByLabel('Name', { exact: true }).fill('quarter');
    await isForEverybody(page);
    await button('Save routing').click();
    await page.getByText('Everything is saved').waitFor();
  });

  test('what is not saved is not lost to a link', () => asksBeforeLeaving(reader.page));

  test('the simulator knows of it within a second', async () => {
    const { page } = reader;
    await link('Simulate a call').click();
    await page.getByLabel('Model', { exact: true }).waitFor();
    expect(await page.getByLabel('Model', { exact: true }).inputValue()).toBe(MODEL);
    await page.getByLabel('End user').fill('ada');
    await button('Simulate').click();
    const verdict = page.getByText(/the rule takes those below 25/);
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Simulate again' }).click();
        return verdict.isVisible();
      })
      .toBe(true);
    await page.getByRole('region', { name: 'Where it goes' }).getByText('default', { exact: true }).first().waitFor();
    await isForEverybody(page);
    expect(reader.faults).toEqual([]);
  });
}

/** Begins and ends at the editor, with nothing to save. */
async function asksBeforeLeaving(page: Page): Promise<void> {
  const save = page.getByRole('button', { name: 'Save routing' });
  const simulator = page.getByRole('link', { name: 'Simulate a call', exact: true });
  const asked = page.getByRole('dialog', { name: 'Leave without saving?' });
  const rule = page.getByRole('region', { name: 'Rule quarter' });
  const editor = page.url();
  await rule.getByLabel('Name', { exact: true }).fill('half');
  await simulator.click();
  await asked.waitFor();
  await isForEverybody(page);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  expect([page.url(), await save.isEnabled()]).toEqual([editor, true]);

  await simulator.click();
  await asked.getByRole('button', { name: 'Leave without saving' }).click();
  await page.waitForURL((url) => url.href !== editor);
  await page.goBack();
  await rule.waitFor();
  expect(await save.isDisabled()).toBe(true);
}

/** Nobody is kept out, and it fits a phone. */
async function isForEverybody(page: Page): Promise<void> {
  expect(await barriers(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await sidewaysOverflow(page)).toBe(0);
  await page.setViewportSize(DESKTOP);
}
