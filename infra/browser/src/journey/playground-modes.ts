/** What the playground can ask, as a person asks it: by the names of fields and buttons. */
import type { Locator, Page } from 'playwright-core';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Modes that were looked at before stay in the page, unseen. */
const seen = (locator: Locator) => locator.filter({ visible: true });

interface Mode {
  name: string;
  ask: (page: Page) => Promise<void>;
  /** What shows that it was answered. */
  answer: (page: Page) => Locator;
}

const conversation = (name: string): Mode => ({
  name,
  ask: async (page) => {
    await seen(page.getByLabel('Message', { exact: true })).fill('What is the toll?');
    await seen(button(page, 'Send')).click();
  },
  answer: (page) => seen(page.getByRole('log')).getByText('You said: What is the toll?'),
});

/** The least picture there is: a pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const PLAYGROUND_MODES: readonly Mode[] = [
  conversation('Chat'),
  conversation('Responses'),
  {
    name: 'Embeddings',
    ask: (page) => button(page, 'Embed').click(),
    answer: (page) => page.getByRole('table', { name: /cosine similarity/ }),
  },
  {
    name: 'Images',
    ask: async (page) => {
      await page.getByLabel('Prompt', { exact: true }).fill('A toll road');
      await page
        .getByLabel(/^Picture to change/)
        .setInputFiles({ name: 'pixel.png', mimeType: 'image/png', buffer: PIXEL });
      await button(page, 'Change the picture').click();
    },
    answer: (page) => page.getByAltText('Picture 1: A toll road'),
  },
  {
    name: 'Audio',
    ask: async (page) => {
      await page.getByLabel('Format').first().selectOption('wav');
      await button(page, 'Speak').click();
    },
    answer: (page) => page.getByLabel('Play speech.wav'),
  },
  {
    name: 'Rerank',
    ask: (page) => button(page, 'Rank').click(),
    answer: (page) => page.getByRole('list', { name: 'Documents by relevance' }),
  },
  {
    name: 'Moderations',
    ask: async (page) => {
      await page.getByLabel('Text', { exact: true }).and(page.locator(':visible')).fill('A fine day for a drive.');
      await button(page, 'Check').click();
    },
    answer: (page) => page.getByText('Nothing was found.'),
  },
];

/** The link to the mode's newest call, which shows that its receipt is being fetched; and its charge beside it. */
export const receiptOf = (page: Page) => seen(page.getByRole('link', { name: /^req_/ })).last();

/** To a mode, by its tab; what is filled in before it shows would go to another one. */
export async function openMode(page: Page, name: string): Promise<void> {
  const tab = page.getByRole('navigation', { name: 'What to ask' }).getByRole('link', { name });
  await tab.click();
  await tab.and(page.locator('[aria-current="page"]')).waitFor();
}
