/** A route shield with a short code: the mark of a product, a model, or the house itself. Decoration; name it beside. */
export function Shield({ code, own = false, small = false }: { code: string; own?: boolean; small?: boolean }) {
  const [fill, ink] = own ? ['var(--lane)', 'var(--on-lane)'] : ['var(--surface)', 'var(--text)'];
  return (
    <svg viewBox="0 0 40 44" className={small ? 'h-7! w-6.5! shrink-0' : 'h-11 w-10 shrink-0'} aria-hidden="true">
      <path
        d="M4 5 Q12 8 20 3 Q28 8 36 5 Q40 16 37 27 Q34 37 20 42 Q6 37 3 27 Q0 16 4 5 Z"
        fill={fill}
        stroke={own ? 'var(--lane)' : 'var(--line-strong)'}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <text x="20" y="28" textAnchor="middle" fontSize="15" fontWeight="750" fill={ink}>
        {code}
      </text>
    </svg>
  );
}
