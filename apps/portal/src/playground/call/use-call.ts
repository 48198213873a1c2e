'use client';

import { useEffect, useRef, useState } from 'react';
import { type Call, IDLE, runCall } from './call';
import type { GatewayRequest } from './gateway-call';
import type { TakeKey } from './use-playground-key';

/** Where calls go, and with which key. */
export interface CallPlace {
  baseUrl: string;
  takeKey: TakeKey;
}

/** One call at a time: runs it, stops it, and fetches its receipt. */
export function useCall<T>({ baseUrl, takeKey }: CallPlace) {
  const [call, setCall] = useState<Call<T>>(IDLE);
  const running = useRef<AbortController | null>(null);
  const leaving = useRef<AbortController | null>(null);
  useEffect(() => {
    const left = new AbortController();
    leaving.current = left;
    return () => {
      running.current?.abort();
      left.abort();
    };
  }, []);
  const busy = call.state === 'waiting';

  const run = (applicationId: string, request: GatewayRequest, read: (answer: Response) => Promise<T>) => {
    if (busy) return;
    setCall(({ value }) => ({ ...IDLE, state: 'waiting', value }));
    const stop = new AbortController();
    running.current = stop;
    void runCall<T>({
      baseUrl,
      takeKey: (fresh) => takeKey(applicationId, fresh),
      request,
      read,
      stop: stop.signal,
      leaving: leaving.current?.signal ?? stop.signal,
      // What an earlier call still hears of itself says nothing of this one.
      change: (change) => running.current === stop && setCall((now) => ({ ...now, ...change })),
    });
  };
  const stop = () => running.current?.abort();
  const clear = () => {
    stop();
    running.current = null;
    setCall(IDLE);
  };
  return { call, busy, run, stop, clear };
}
