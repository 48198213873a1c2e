/** CPU of each target as bars, one panel for each case, from zero; for a page of either colour. */

/**
 * @typedef {import('./summary.mjs').CaseSummary} CaseSummary
 * @typedef {import('./summary.mjs').Standing & { cpuUs: import('../measure/figures.mjs').Figure }} Measured
 */

const WIDTH = 760;
const MARGIN = 24;
const NAMES = 190;
const VALUES = 150;
const BAR = 20;
const ROW = 30;
const HEAD = 44;
const PANEL_GAP = 20;

const STYLE = `
  .ground { fill: #ffffff } text { fill: #20262c; font: 13px system-ui, sans-serif }
  .quiet { fill: #56616b } .title { font-weight: 650; font-size: 14px } .value { font-variant-numeric: tabular-nums }
  .bar { fill: #8794a0 } .ours { fill: #b98a00 } .spread { stroke: #20262c; stroke-width: 1.5; fill: none }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #14181c } text { fill: #e6eaee } .quiet { fill: #a3aeb8 }
    .bar { fill: #6d7a86 } .ours { fill: #f2b705 } .spread { stroke: #e6eaee }
  }`;

/**
 * @param {readonly CaseSummary[]} cases
 * @returns {string} an SVG document
 */
export function renderChart(cases) {
  const panels = cases
    .map((one) => ({ title: `${one.title}: CPU µs per ${one.unit}`, load: one.load, bars: measured(one) }))
    .filter(({ bars }) => bars.length > 0);
  let top = MARGIN;
  const drawn = panels.map((panel) => {
    const at = top;
    top += HEAD + panel.bars.length * ROW + PANEL_GAP;
    return renderPanel(panel, at);
  });
  const height = top - PANEL_GAP + MARGIN;
  const label = panels.map(({ title }) => title).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escape(label)}">
<style>${STYLE}
</style>
<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>
${drawn.join('\n')}
</svg>
`;
}

/**
 * @param {CaseSummary} summary
 * @returns {Measured[]}
 */
function measured({ standings }) {
  return standings.flatMap((one) => (one.cpuUs === null ? [] : [{ ...one, cpuUs: one.cpuUs }]));
}

/**
 * @param {{ title: string, load: string, bars: readonly Measured[] }} panel
 * @param {number} top
 */
function renderPanel({ title, load, bars }, top) {
  const most = Math.max(...bars.map(({ cpuUs }) => cpuUs.max));
  const scale = (WIDTH - 2 * MARGIN - NAMES - VALUES) / most;
  const rows = bars.map((bar, index) => renderBar(bar, { y: top + HEAD + index * ROW, scale }));
  return `<text class="title" x="${MARGIN}" y="${top + 12}">${escape(title)}</text>
<text class="quiet" x="${MARGIN}" y="${top + 30}">${escape(load)}</text>
${rows.join('\n')}`;
}

/**
 * The bar is the median; the line over it goes from the least to the most.
 * @param {Measured} bar
 * @param {{ y: number, scale: number }} place
 */
function renderBar({ name, title, cpuUs: { median, min, max } }, { y, scale }) {
  const left = MARGIN + NAMES;
  const at = (/** @type {number} */ value) => (left + value * scale).toFixed(1);
  const middle = y + BAR / 2;
  const baseline = middle + 5;
  const kind = /^(gateway|keys-)/.test(name) ? 'ours' : 'bar';
  return `<text x="${left - 10}" y="${baseline}" text-anchor="end">${escape(title.replaceAll('`', ''))}</text>
<rect class="${kind}" x="${left}" y="${y}" width="${(median * scale).toFixed(1)}" height="${BAR}" rx="2"/>
<path class="spread" d="M${at(min)} ${middle}H${at(max)}"/>
<text class="value" x="${Number(at(max)) + 10}" y="${baseline}">${digits(median)} <tspan class="quiet">(${digits(min)}–${digits(max)})</tspan></text>`;
}

/** @param {number} value */
function digits(value) {
  return value.toFixed(value < 100 ? 1 : 0);
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
