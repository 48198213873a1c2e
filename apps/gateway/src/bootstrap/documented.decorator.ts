import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';

export interface Documentation {
  /** One line, in the imperative. */
  summary: string;
  description?: string;
  /** Schema of `data`; null answers when omitted. */
  data?: z.ZodType;
  /** 200 unless given; 201 for what makes something. */
  status?: 200 | 201;
  /** Whether the body may be left out. */
  bodyOptional?: boolean;
  /** Whether it needs no credential; the route is marked public beside it. */
  open?: boolean;
}

const ErrorEnvelopeSchema = z
  .object({
    code: z.number().int().meta({ description: 'Number of the error in the catalogue', example: 4000 }),
    message: z.string(),
    data: z.object({
      error: z.string().meta({ description: 'Code of the error in the catalogue', example: 'validation_failed' }),
      fix: z.string(),
      param: z.string().nullable(),
      details: z.unknown(),
    }),
    requestId: z.string(),
  })
  .meta({ id: 'Error' });

const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.number().int(),
    error: z.string(),
    fix: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details, for those who name them in Accept' });

/** The unified envelope around `data`. */
export function envelopeSchema(data: z.ZodType): z.ZodType {
  return z.object({ code: z.literal(0), message: z.string(), data, requestId: z.string() });
}

/** Documents a route of the management API: what it does, what it answers in the envelope, and how errors look. */
export function Documented(documentation: Documentation): MethodDecorator {
  const { summary, description, data = z.null(), status = 200, bodyOptional = false, open = false } = documentation;
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }), ...(open ? { security: [] } : {}) }),
    ApiResponse({ status, description: status === 201 ? 'Created' : 'Success', standardSchema: envelopeSchema(data) }),
    ApiResponse({ status: 'default', description: 'An error of the catalogue', content: errorContent() }),
    ...(bodyOptional ? [ApiBody({ required: false })] : []),
  );
}

/** How errors look, for a route whose success has no envelope. */
export function errorContent() {
  const asSchema = (schema: z.ZodType) => ({ schema: { $ref: `#/components/schemas/${schema.meta()?.id}` } });
  return { 'application/json': asSchema(ErrorEnvelopeSchema), 'application/problem+json': asSchema(ProblemSchema) };
}

/** Schemas that answers refer to by name. */
export const NAMED_SCHEMAS = [ErrorEnvelopeSchema, ProblemSchema] as const;
