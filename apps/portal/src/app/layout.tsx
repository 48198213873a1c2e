import '@fontsource-variable/overpass/wght.css';
import '@fontsource-variable/overpass-mono/wght.css';
import './theme.css';
import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { brand } from '../brand/brand';
import { SiteFooter } from './site-footer';
import { SiteHeader } from './site-header';

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfcfd' },
    { media: '(prefers-color-scheme: dark)', color: '#101317' },
  ],
};

/** The name is configuration, known only once the server runs: nothing that shows it may be rendered at build time. */
export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const { name, claim } = brand();
  return { title: { default: name, template: `%s · ${name}` }, description: claim, applicationName: name };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  const { name, mark } = brand();
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col">
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:bg-page focus:p-2"
        >
          Skip to content
        </a>
        <SiteHeader name={name} mark={mark} />
        <main id="content" className="flex-1">
          {children}
        </main>
        <SiteFooter name={name} />
      </body>
    </html>
  );
}
