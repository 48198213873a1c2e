import '@fontsource-variable/overpass/wght.css';
import '@fontsource-variable/overpass-mono/wght.css';
import './theme.css';
import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import { NextIntlClientProvider } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { brand } from '../brand/brand';
import { ReaderZone } from '../frame/reader-zone';
import { preferences } from '../server/preferences';
import { QueryProvider } from '../ui/query-provider';
import { Toasts } from '../ui/toast';
import { TooltipProvider } from '../ui/tooltip';

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
  const [{ theme, zone }, t] = await Promise.all([preferences(), getTranslations('console')]);
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <NextIntlClientProvider>
          <QueryProvider>
            <TooltipProvider delayDuration={300}>
              <a
                href="#content"
                className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:bg-page focus:p-2"
              >
                {t('skip')}
              </a>
              {children}
              <Toasts />
            </TooltipProvider>
          </QueryProvider>
          <ReaderZone known={zone} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
