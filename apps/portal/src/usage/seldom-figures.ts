import type { UsageFigures } from '@turnpike/contracts/management/usage';

/** Figures that most tenants have none of: shown where there are some. */
export const SELDOM_FIGURES = [
  { id: 'cacheWrite', of: ({ tokens }: UsageFigures) => tokens.cacheWrite },
  { id: 'audioInput', of: ({ tokens }: UsageFigures) => tokens.audioInput },
  { id: 'imageInput', of: ({ tokens }: UsageFigures) => tokens.imageInput },
  { id: 'audioOutput', of: ({ tokens }: UsageFigures) => tokens.audioOutput },
  { id: 'imageOutput', of: ({ tokens }: UsageFigures) => tokens.imageOutput },
  { id: 'images', of: ({ images }: UsageFigures) => images },
  { id: 'characters', of: ({ characters }: UsageFigures) => characters },
  { id: 'searches', of: ({ searches }: UsageFigures) => searches },
] as const;
