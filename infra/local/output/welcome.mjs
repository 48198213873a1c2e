/** What a person needs once everything runs: addresses, accounts, and a call that works as printed. */

/** @typedef {import('@turnpike/management/seed/demo').DemoFile} Demo */

/**
 * @param {Demo} demo
 * @param {{ seconds: number, demoFile: string }} options
 */
export function renderWelcome(demo, { seconds, demoFile }) {
  return `
READY in ${seconds.toFixed(1)} s

  Gateway      ${demo.gatewayUrl}/v1     management API: ${demo.gatewayUrl}/docs
  Portal       ${demo.portalUrl}
  Sandbox      ${demo.sandboxUrl}     mailbox: ${demo.mailUrl}
  Webhooks     ${demo.sandboxUrl}/hooks     a receiver that shows what arrives

  Admin        ${demo.admin.email}  ${demo.admin.password}
  Developer    ${demo.developer.email}  ${demo.developer.password}
  Management   ${demo.managementKey}

Your first call:

${renderCurl(demo)}

Streamed: add "stream": true to the body and -N to curl. Everything above is in ${demoFile}.
Ctrl-C stops everything; data stays. npm run reset forgets it.
`;
}

/** @param {Demo} demo */
export function renderCurl({ gatewayUrl, apiKey, model }) {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Say hello' }] });
  return `curl ${gatewayUrl}/v1/chat/completions \\
  -H 'Authorization: Bearer ${apiKey}' \\
  -H 'Content-Type: application/json' \\
  -d '${body}'`;
}
