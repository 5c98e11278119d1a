/** Another process of n8n, as far as orders go: runs Create when its parent process asks it to. */
import { runCreate, type CreateJob } from './createJob';

process.on('message', (job: CreateJob) => {
	void runCreate(job).then((result) => process.send?.(result));
});
process.once('disconnect', () => process.exit());
