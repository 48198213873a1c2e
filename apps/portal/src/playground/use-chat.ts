'use client';

import { useEffect, useRef, useState } from 'react';
import { type Answer, messagesOf, type Send, type Turn, WAITING } from './conversation';
import { runTurn } from './run-turn';
import { usePlaygroundKey } from './use-playground-key';

/** A conversation with a model: sends, streams, stops, and fetches each call's receipt. */
export function useChat({ baseUrl, environment }: { baseUrl: string; environment: 'live' | 'test' }) {
  const [turns, setTurns] = useState<Turn[]>([]);
  const takeKey = usePlaygroundKey(environment);
  const nextId = useRef(0);
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
  const state = turns.at(-1)?.answer.state;
  const busy = state === 'waiting' || state === 'streaming';

  const send = ({ applicationId, request, system, question }: Send) => {
    if (busy) return;
    const id = nextId.current++;
    const messages = messagesOf(system, turns, question);
    setTurns([...turns, { id, question, answer: WAITING }]);
    const stop = new AbortController();
    running.current = stop;
    void runTurn({
      baseUrl,
      takeKey: (fresh) => takeKey(applicationId, fresh),
      request: { ...request, messages },
      stop: stop.signal,
      leaving: leaving.current?.signal ?? stop.signal,
      change: (next: (answer: Answer) => Partial<Answer>) =>
        setTurns((now) =>
          now.map((turn) => (turn.id === id ? { ...turn, answer: { ...turn.answer, ...next(turn.answer) } } : turn)),
        ),
    });
  };
  const stop = () => running.current?.abort();
  const clear = () => {
    stop();
    setTurns([]);
  };
  return { turns, busy, send, stop, clear };
}
