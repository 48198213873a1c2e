import { loadGatewayConfig } from '@turnpike/config/gateway';
import { endOnSignals } from '@turnpike/telemetry/end-on-signals';
import { createLogger } from '@turnpike/telemetry/logger';
import { collectStartGarbage } from './bootstrap/collect-start-garbage.js';
import { keepTickShape } from './bootstrap/keep-tick-shape.js';
import { type RunningGateway, startGateway } from './bootstrap/start-gateway.js';
import { createDataPlane } from './http/create-data-plane.js';

const config = loadGatewayConfig(process.env);
const logger = createLogger({ name: `gateway-${config.processIndex}`, level: config.logLevel });

keepTickShape();

let running: RunningGateway | null = null;
// Before anything is made, so that a signal or a failure while starting ends the process too.
endOnSignals(async () => running?.close(), logger);
running = await startGateway({ config, logger, createDataPlane });
collectStartGarbage();
