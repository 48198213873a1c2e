/** The life of a request as a page for people: a Mermaid drawing with every stage and its exits, and a table. */
import { CATALOGUE, type ErrorCode } from '@turnpike/errors/catalogue';
import type { StageReading } from './corridor-reading.js';

/** The stage that takes the hold: before it a refusal is only an answer, after it every way out settles. */
const TAKES_HOLD = 'admit';
/** The stage whose failures are told inside an answer that has begun. */
const TELLS_INSIDE = 'relay';

export interface Corridor {
  stages: readonly StageReading[];
  ownCodes: readonly ErrorCode[];
  lookupStages: readonly string[];
  deferralStages: readonly string[];
}

/** The whole page as Markdown. */
export function drawCorridor({ stages, ownCodes, lookupStages, deferralStages }: Corridor): string {
  return `# The life of a request

<!-- Made from the code by packages/pipeline/src/life-of-a-request.test.ts, which fails when the two differ.
     Don't edit: npm test -- packages/pipeline/src/life-of-a-request.test.ts -u -->

From top to bottom, as [pipeline.ts](../../packages/pipeline/src/pipeline.ts) calls the stages. A dashed line is a way
out with what the caller is told. Above \`${TAKES_HOLD}\` a refusal is an answer and a record, and costs nothing. Below it
something is held, and every way out goes through \`settle\`, at a charge of zero where nothing was delivered.

\`\`\`mermaid
${renderMermaid(stages)}
\`\`\`

| Stage | What it makes of what | Refuses with |
| --- | --- | --- |
${stages.map(renderRow).join('\n')}

- At any point a fault of our own is ${renderCodes(ownCodes.filter((code) => CATALOGUE[code].status === 500))}.
- A caller whose key, plan or tenant changed since it was cached is found out by \`${TAKES_HOLD}\`, and goes through
  \`authenticate\` once more; found out twice, it is told \`limits_unavailable\`.
- A caller who leaves before an answer begins gets none; the record says 499.
- Look-ups, such as models and receipts, take a shorter way:
  ${renderWay(lookupStages)}. There \`${TAKES_HOLD}\` is a peek: it counts the
  call, and holds neither money nor a slot.
- A call that is put off goes ${renderWay(deferralStages)},
  with a peek as well. Its job goes the whole way later.

What each code means, and what to do about it: [catalogue.ts](../../packages/errors/src/catalogue.ts).
`;
}

const renderWay = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(' → ');

function renderMermaid(stages: readonly StageReading[]): string {
  const at = stages.findIndex(({ name }) => name === TAKES_HOLD) + 1;
  const exits = stages.filter(({ codes }) => codes.length > 0);
  const lines = [
    'flowchart TB',
    '  request([a request]) --> receive',
    '  subgraph free [nothing is held]',
    ...stages.slice(0, at).map(renderNode),
    '  end',
    '  subgraph held [something is held]',
    ...stages.slice(at).map(renderNode),
    '  end',
    ...stages.slice(1).map(({ name }, index) => `  ${stages[index]?.name} --> ${name}`),
    ...exits.map(renderExit),
    `  ${TAKES_HOLD} -. changed since it was cached, once .-> authenticate`,
    '  record --> done([the answer has left])',
  ];
  return lines.join('\n');
}

const renderNode = ({ name }: StageReading) => `    ${name}`;

function renderExit({ name, codes }: StageReading): string {
  const words = codes.map((code) => `${name === TELLS_INSIDE ? 'event' : CATALOGUE[code].status} ${code}`);
  return `  ${name} -.-> ${name}_exit["${words.join('<br/>')}"]`;
}

function renderRow({ name, gives, codes }: StageReading): string {
  const exits = codes.length === 0 ? '–' : renderCodes(codes);
  const file = `../../packages/pipeline/src/stages/${name}.stage.ts`;
  return `| [${name}](${file}) | ${gives} | ${name === TELLS_INSIDE ? `inside the stream: ${exits}` : exits} |`;
}

/** Codes by their status, each status once. */
function renderCodes(codes: readonly ErrorCode[]): string {
  const statuses = [...new Set(codes.map((code) => CATALOGUE[code].status))];
  return statuses
    .map((status) => {
      const named = codes.filter((code) => CATALOGUE[code].status === status).map((code) => `\`${code}\``);
      return `**${status}** ${named.join(', ')}`;
    })
    .join('; ');
}
