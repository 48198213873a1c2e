/** Lines of code to copy. Scrolls sideways by itself, by keyboard too, so that the page never does. */
export function CodeBlock({ label, lines }: { label: string; lines: readonly string[] }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label={label}
      className="overflow-x-auto rounded-box border border-line bg-surface p-4 text-xs leading-relaxed"
    >
      <code>{lines.join('\n')}</code>
    </pre>
  );
}
