/** Alerts of GitHub's secret scanning, as its partner programme sends and takes them. */
import { z } from 'zod';

const MOST_ALERTS = 1_000;

/** What else a message holds is passed over: it is GitHub's to add to. */
export const LeakAlertsSchema = z
  .array(
    z.object({
      token: z.string().min(1).max(2_000),
      type: z.string().max(200),
      /** Where it was found; empty where GitHub doesn't say. */
      url: z.string().max(2_000).nullish(),
      source: z.string().max(200).nullish(),
    }),
  )
  .max(MOST_ALERTS);

/** Whether each was one of ours. */
export const LeakVerdictsSchema = z.array(
  z.object({
    token_raw: z.string(),
    token_type: z.string(),
    label: z.enum(['true_positive', 'false_positive']),
  }),
);

export type LeakAlerts = z.output<typeof LeakAlertsSchema>;
export type LeakVerdicts = z.infer<typeof LeakVerdictsSchema>;
