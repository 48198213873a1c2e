'use client';

import { useEffect, useRef, useState } from 'react';
import type { GatewayConnection } from '../call/gateway-call';
import type { CallPlace } from '../call/use-call';
import { type Answer, type ConversationEvent, type Turn, WAITING } from './conversation';
import type { Picture } from './picture';
import { runTurn } from './run-turn';

interface Send {
  applicationId: string;
  question: string;
  picture: Picture | null;
  ask: (connection: GatewayConnection) => AsyncGenerator<ConversationEvent>;
}

/** A conversation with a model: sends, streams, stops, and fetches each call's receipt. */
export function useConversation({ baseUrl, takeKey }: CallPlace) {
  const [turns, setTurns] = useState<Turn[]>([]);
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

  const send = ({ applicationId, question, picture, ask }: Send) => {
    if (busy) return;
    const id = nextId.current++;
    setTurns([...turns, { id, question, picture, answer: WAITING }]);
    const stop = new AbortController();
    running.current = stop;
    void runTurn({
      baseUrl,
      takeKey: (fresh) => takeKey(applicationId, fresh),
      ask,
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
