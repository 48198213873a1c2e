const HUES = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)'] as const;

/** The hue of what shares none with the first five. */
export const CHART_REST = 'var(--chart-rest)';

/** The hue of a series by its place; the sixth and later share the quiet one. */
export function chartHue(index: number): string {
  return HUES[index] ?? CHART_REST;
}
