import { expect, test } from 'vitest';
import { tokenCountsPage } from '../test/token-counts-page.js';

test('the page in infra/docs says how far our own counts are off', async () => {
  await expect(tokenCountsPage()).toMatchFileSnapshot('../../../infra/docs/token-counts.md');
});
