/** Leaves a run's results as data, as a page, and as a drawing. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderChart } from './chart.mjs';
import { renderMarkdown } from './markdown.mjs';

/** What the drawing shows: CPU is the promise of these. */
const DRAWN = ['unary-small', 'unary-23k', 'stream-paced'];

/**
 * @param {string} folder
 * @param {import('./markdown.mjs').Results} results
 */
export function writeReport(folder, results) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(folder, 'results.md'), renderMarkdown(results));
  writeFileSync(
    join(folder, 'cpu-per-request.svg'),
    renderChart(results.cases.filter(({ name }) => DRAWN.includes(name))),
  );
}
