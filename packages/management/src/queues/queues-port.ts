/** A queue as Redis knows it. Counts of the last hour are null where nobody counted. */
export interface QueueFigures {
  name: string;
  workers: number;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  completedLastHour: number | null;
  failedLastHour: number | null;
  oldestWaitingAt: Date | null;
  failures: readonly { id: string; reason: string; attempts: number; failedAt: Date }[];
}

/** What only Redis knows of the queues. Both reject when it can't be reached. */
export interface QueuesPort {
  read(): Promise<QueueFigures[]>;
  /** Has every failed job tried again and answers how many there were; null when there is no such queue. */
  retryFailed(name: string): Promise<number | null>;
}
