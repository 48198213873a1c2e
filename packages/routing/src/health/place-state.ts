/** What this process knows of its places, as it is told to others. */
import type { PlaceState } from '@turnpike/contracts/place-health';
import type { Places } from '../places.js';
import type { RedisClock } from './redis-clock.js';

/** Of places that calls were sent to. Milliseconds are whole: nobody is told anew of what differs by less. */
export function placeStates(places: Places, clock: RedisClock): PlaceState[] {
  const states: PlaceState[] = [];
  for (const place of places.snapshot()) {
    const { key, breaker, ejectedUntilMs, inFlight, latencyMs, successes, failures } = place;
    const isBlank = breaker === 'closed' && ejectedUntilMs === null && inFlight === 0 && latencyMs === null;
    if (isBlank && successes + failures === 0) continue;
    const untilMs = breaker === 'open' ? Date.now() + places.of(key).breaker.retryInMs() : null;
    states.push({
      key,
      breaker,
      openUntilMs: redisMs(untilMs, clock),
      ejectedUntilMs: redisMs(ejectedUntilMs, clock),
      inFlight,
      latencyMs: latencyMs === null ? null : Math.round(latencyMs),
      successes,
      failures,
    });
  }
  return states;
}

function redisMs(localMs: number | null, clock: RedisClock): number | null {
  return localMs === null ? null : Math.round(clock.toRedis(localMs));
}
