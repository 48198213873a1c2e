import { expect, test, vi } from 'vitest';
import { withLibraries } from './program-from-apt.mjs';

const PRINTED: Record<string, string> = {
  nginx: `nginx
  Depends: libc6
 |Depends: libssl3
  PreDepends: zlib1g
  Depends: nginx-common
  Depends: <libvirtual>
  Breaks: libold`,
  libssl3: 'libssl3\n  Depends: libc6\n  Depends: libcompress1\n',
  zlib1g: 'zlib1g\n  Depends: libc6\n',
  libcompress1: 'libcompress1\n  Depends: libssl3\n',
};

test('a package brings the libraries it needs, directly or not, and neither the system’s nor other packages', async () => {
  const depends = vi.fn(async (names: string[]) => names.map((name) => PRINTED[name]).join('\n'));
  expect(await withLibraries('nginx', depends)).toEqual(['nginx', 'libssl3', 'zlib1g', 'libcompress1']);
  // Libraries that need each other are asked for once.
  expect(depends.mock.calls.flat(2)).toEqual(['nginx', 'libssl3', 'zlib1g', 'libcompress1']);
});
