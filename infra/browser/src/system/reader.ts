/** A person at a browser: their window, light or dark, and what went wrong on the pages they saw. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export const DESKTOP = { width: 1280, height: 860 };
export const PHONE = { width: 360, height: 780 };

export interface Reader {
  context: BrowserContext;
  page: Page;
  /** Errors of scripts and of the content security policy on all pages so far. */
  faults: string[];
}

/** Opens a window of that size at nobody's page. */
export async function openReader(
  browser: Browser,
  options: { baseURL: string; viewport: typeof PHONE },
): Promise<Reader> {
  const context = await browser.newContext({
    ...options,
    timezoneId: 'Europe/Madrid',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  // Passing costs none of it: a busy machine is waited for.
  context.setDefaultTimeout(30_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const faults: string[] = [];
  watch(page, faults);
  return { context, page, faults };
}

function watch(page: Page, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is told by the page itself; what the browser adds says nothing new.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      faults.push(`${page.url()}: ${message.text()}`);
  });
}

/** Signs in through the API, as the form does, and keeps the cookie. */
export async function signIn(
  reader: Reader,
  account: { email: string; password: string },
  baseURL: string,
): Promise<void> {
  const { email, password } = account;
  const answer = await reader.context.request.post('/api/v1/sessions', {
    headers: { origin: baseURL },
    data: { email, password },
  });
  if (!answer.ok()) throw new Error(`signing in was refused: ${answer.status()} ${await answer.text()}`);
}

/**
 * What axe finds that keeps somebody out, in words; empty on a page that is fit. By these rules and in that part alone,
 * where given.
 */
export async function barriers(page: Page, { rules, within }: { rules?: string[]; within?: string } = {}) {
  const axe = new AxeBuilder({ page });
  if (within !== undefined) axe.include(within);
  const asked =
    rules === undefined ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']) : axe.withRules(rules);
  const { violations } = await asked.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) =>
        `${id}: ${help} at ${nodes
          .map(({ target }) => target.join(' '))
          .slice(0, 3)
          .join(' | ')}`,
    );
}

/** Pixels by which a page can be scrolled sideways: none. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
}
