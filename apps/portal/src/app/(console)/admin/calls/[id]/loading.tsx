import { CallSkeleton } from '../../../../../calls/call-skeleton';

export default CallSkeleton;
