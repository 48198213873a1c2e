/** What the address of a list of jobs asks for. Addresses are anyone's to write: what makes no sense is left out. */
import { type JobState, ListJobsSchema } from '@turnpike/contracts/management/jobs';

export type SearchParams = Record<string, string | string[] | undefined>;

export interface JobsQuery {
  state?: JobState | undefined;
  applicationId?: string | undefined;
  cursor?: string | undefined;
}

export function readJobsQuery(params: SearchParams): JobsQuery {
  const { state, applicationId, cursor } = ListJobsSchema.shape;
  return {
    state: state.safeParse(text(params.state)).data,
    applicationId: applicationId.safeParse(text(params.applicationId)).data,
    cursor: cursor.safeParse(text(params.cursor)).data,
  };
}

/** The address of a list, with its filters and where it begins. */
export function jobsHref(path: `/${string}`, query: JobsQuery): `/${string}` {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (typeof value === 'string') params.set(name, value);
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}

function text(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
