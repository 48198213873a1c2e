const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Makes any text safe inside HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Wraps page content in the sandbox's frame: system type, both themes, no script. `body` is HTML already. */
export function renderPage(page: { title: string; body: string; refreshSeconds?: number }): string {
  const refresh =
    page.refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${page.refreshSeconds}">`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh}<title>${escapeHtml(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${page.body}
</main>
</body>
</html>
`;
}

const STYLE = `
:root { --ground: #fff; --raised: #f4f5f6; --line: #d9dce0; --ink: #16191d; --quiet: #586069; --link: #0b57b0; --signal: #8a6500; --stopped: #b3261e; --good: #1a7f37 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15181c; --raised: #1d2126; --line: #343a42; --ink: #eceef0; --quiet: #9aa3ad; --link: #7db4ff; --signal: #f2b705; --stopped: #ff9a8f; --good: #5fd08a }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 430 16px/1.5 Overpass, system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 32px 20px 64px; border-top: 4px solid var(--signal) }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere }
h2 { font-size: 20px; margin: 32px 0 8px }
p { margin: 0 0 12px; max-width: 44rem }
a { color: var(--link) }
.quiet { color: var(--quiet) }
code, pre { font: 14px/1.5 'Overpass Mono', ui-monospace, monospace }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 12px; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-size: 14px }
th, td { text-align: left; vertical-align: top; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line) }
th { color: var(--quiet); font-weight: 600 }
p code, td code { overflow-wrap: anywhere } td code.key { white-space: nowrap }
td time { font-variant-numeric: tabular-nums; white-space: nowrap }
form { margin-bottom: 12px }
td form { display: inline-block; margin: 0 8px 0 0 }
iframe { width: 100%; height: 32rem; border: 1px solid var(--line); border-radius: 6px; background: #fff }
button { font: inherit; font-size: 14px; color: var(--ink); background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 6px 12px; cursor: pointer }
button.primary { font-size: 16px; font-weight: 650; width: 100%; padding: 10px 16px; color: #16191d; background: #f2b705; border-color: #f2b705 }
.narrow { max-width: 26rem; margin: 0 auto }
.banner { border: 1px solid var(--signal); border-left-width: 4px; border-radius: 6px; padding: 8px 12px; font-size: 14px }
.alert { color: var(--stopped); border: 1px solid currentColor; border-left-width: 4px; border-radius: 6px; padding: 8px 12px; font-size: 14px; font-weight: 600 }
.field { margin: 0 0 16px } .field label { display: block; font-size: 14px; font-weight: 600; margin-bottom: 4px } .field .quiet { font-size: 13px }
.field input { font: inherit; width: 100%; color: var(--ink); background: var(--ground); border: 1px solid var(--quiet); border-radius: 6px; padding: 8px 12px }
.ok { color: var(--good) } .bad { color: var(--stopped) }
.tag { border: 1px solid var(--signal); border-radius: 2px; padding: 0 6px; font-size: 12px; white-space: nowrap }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px }
:focus-visible { outline: 2px solid var(--signal); outline-offset: 2px }
`;
