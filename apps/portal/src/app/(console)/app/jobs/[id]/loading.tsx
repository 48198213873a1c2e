import { JobSkeleton } from '../../../../../jobs/job-skeleton';

export default JobSkeleton;
