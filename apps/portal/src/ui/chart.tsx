'use client';

/** Charts on our tokens: baseline at zero, gaps as gaps, no animation, a fixed height so that nothing jumps. */
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { TooltipContentProps } from 'recharts';
import type { ReactNode } from 'react';
import { chartHue } from './chart-hues';

export interface ChartSeries {
  key: string;
  label: string;
}

/** One point on the time axis: its label, and a figure per series; null is a gap. */
export type ChartPoint = { at: string } & Record<string, string | number | null>;

interface TimeChartProps {
  /** What the chart shows, for screen readers; the same figures stand in a table beside it. */
  label: string;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  height?: number;
  formatTick: (at: string) => string;
  /** Short, for the axis. */
  formatValue: (value: number) => string;
  tooltip: (point: ChartPoint) => ReactNode;
  /** Where a bar leads. */
  onSelect?: (point: ChartPoint) => void;
}

const axis = { fontSize: 11, fill: 'var(--text-quiet)' } as const;

/** Figures per span of time, stacked by series. */
export function StackedBars(props: TimeChartProps) {
  const { label, points, series, height = 260, onSelect } = props;
  return (
    <figure aria-label={label} className="m-0">
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 800, height }}>
        <BarChart
          data={points}
          margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
          barCategoryGap="18%"
          accessibilityLayer
        >
          {chartFrame(props)}
          {series.map(({ key }, index) => (
            <Bar
              key={key}
              dataKey={key}
              stackId="all"
              fill={chartHue(index)}
              isAnimationActive={false}
              {...(onSelect === undefined
                ? {}
                : {
                    onClick: ({ payload }: { payload?: ChartPoint }) => payload && onSelect(payload),
                    cursor: 'pointer',
                  })}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

/** Figures over time as lines that break where there is nothing. */
export function Lines(props: TimeChartProps) {
  const { label, points, series, height = 220 } = props;
  return (
    <figure aria-label={label} className="m-0">
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 800, height }}>
        <LineChart data={points} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer>
          {chartFrame(props)}
          {series.map(({ key }, index) => (
            <Line
              key={key}
              dataKey={key}
              stroke={chartHue(index)}
              strokeWidth={2}
              dot={points.length < 3}
              connectNulls={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}

function chartFrame({ formatTick, formatValue, tooltip }: TimeChartProps) {
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis
      key="x"
      dataKey="at"
      tickFormatter={formatTick}
      tick={axis}
      tickLine={false}
      axisLine={{ stroke: 'var(--line-strong)' }}
      minTickGap={28}
    />,
    <YAxis
      key="y"
      tickFormatter={formatValue}
      tick={axis}
      tickLine={false}
      axisLine={false}
      width={56}
      domain={[0, 'auto']}
    />,
    <Tooltip
      key="tip"
      cursor={{ fill: 'var(--hover)', stroke: 'var(--line-strong)' }}
      isAnimationActive={false}
      content={({ active, payload }: TooltipContentProps) => {
        const point = payload?.[0]?.payload as ChartPoint | undefined;
        if (!active || point === undefined) return null;
        return (
          <div className="rounded-box border border-line bg-float px-3 py-2 text-xs shadow-float">{tooltip(point)}</div>
        );
      }}
    />,
  ];
}

/** The names of a chart's series beside their hues. */
export function ChartKey({ series }: { series: readonly ChartSeries[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {series.map(({ key, label }, index) => (
        <li key={key} className="flex items-center gap-1.5">
          <span aria-hidden className="size-2.5 rounded-badge" style={{ background: chartHue(index) }} />
          {label}
        </li>
      ))}
    </ul>
  );
}

/** A line of a few points, without axes: a week at a glance. `label` says it in words. */
export function Spark({ values, label }: { values: readonly number[]; label: string }) {
  const top = Math.max(...values, 1);
  const width = 60;
  const step = values.length > 1 ? width / values.length : width;
  return (
    <svg viewBox={`0 0 ${width} 16`} role="img" aria-label={label} className="h-4 w-15">
      <path d={`M0 15.5 H${width}`} stroke="var(--line-strong)" strokeWidth="1" />
      {values.map((value, index) => {
        const height = (value / top) * 14;
        return (
          <rect
            key={index}
            x={index * step + 1}
            y={15 - height}
            width={Math.max(step - 2, 1)}
            height={height}
            fill="var(--chart-1)"
          />
        );
      })}
    </svg>
  );
}
