import { Controller, Get, HttpCode, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { BareAnswer } from '../bootstrap/envelope.interceptor.js';
import { Public } from '../identity/public.decorator.js';
import { Readiness } from './readiness.js';

const HealthSchema = z.object({ status: z.string() });

/** The probes on the public socket, for load balancers that see no other port. What exactly is wrong stays inside. */
@ApiTags('Operations')
@Controller()
export class HealthController {
  readonly #readiness: Readiness;

  constructor(readiness: Readiness) {
    this.#readiness = readiness;
  }

  @Get('health')
  @Public()
  @BareAnswer()
  @HttpCode(200)
  @ApiOperation({ summary: 'Tell whether this process lives', security: [] })
  @ApiResponse({ status: 200, description: 'It does', standardSchema: HealthSchema })
  health(): { status: string } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @BareAnswer()
  @ApiOperation({ summary: 'Tell whether this process should get traffic', security: [] })
  @ApiResponse({ status: 200, description: 'It should', standardSchema: HealthSchema })
  @ApiResponse({ status: 503, description: 'It should not', standardSchema: HealthSchema })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string }> {
    const { ok } = await this.#readiness.check();
    reply.code(ok ? 200 : 503);
    return { status: ok ? 'ready' : 'not ready' };
  }
}
