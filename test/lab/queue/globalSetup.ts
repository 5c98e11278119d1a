import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';

import prepareN8n from '../n8n/globalSetup';

/** As for the other tests in a running n8n. */
export default function prepare(): void {
	prepareN8n();
	// PostgreSQL keeps its data in there as a user of its own.
	chmodSync(tmpdir(), 0o711);
}
