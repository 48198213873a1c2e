import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { sessionCookieName } from '@turnpike/contracts/session-cookie';
import { NAMED_SCHEMAS } from './documented.decorator.js';
import type { GatewaySettings } from './injection-tokens.js';

const DESCRIPTION = `The control plane. Every answer is an envelope \`{ code, message, data, requestId }\`: \`code\` is 0 for
success and the catalogue's number otherwise; \`Accept: application/problem+json\` gets RFC 9457 problem details instead.
Lists take \`limit\` and \`cursor\` and answer \`{ items, nextCursor }\`. Amounts are decimal strings. A thing of another
organisation is answered with 404, like one that doesn't exist.`;

/** The management API's OpenAPI 3.1 document, from the routes Nest knows and the zod schemas on them. */
export function createOpenApiDocument(
  app: INestApplication,
  { productName, portalUrl }: GatewaySettings,
): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(`${productName} management API`)
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addServer('/')
    .addSecurity('managementKey', { type: 'http', scheme: 'bearer', description: 'A management key' })
    .addSecurity('registrationToken', { type: 'http', scheme: 'bearer', description: 'Of a provider’s instances' })
    .addSecurity('session', { type: 'apiKey', in: 'cookie', name: sessionCookieName(portalUrl) })
    .addSecurityRequirements('managementKey')
    .addSecurityRequirements('session')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? convert(schema, schemaType) : undefined,
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}.${method}`,
  });
  const named = Object.assign({}, ...NAMED_SCHEMAS.map((schema) => convert(schema, 'output').components));
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...named } };
  return document;
}

/**
 * JSON Schema 2020-12, which is OpenAPI 3.1's own dialect. What can't be described (a transform's result) becomes `{}`.
 * Answers are left open to new fields: clients must not break when one is added.
 */
function convert(schema: z.ZodType, io: 'input' | 'output') {
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // zod's bounds of a safe integer say nothing to a reader.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { schema: rest, components: $defs };
}
