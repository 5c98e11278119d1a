import { ensureVoided } from '../../../nodes/Impilo/order/void';
import { answered, createClient } from '../standIns';

it('a void that settles something is looked for after a lost answer, through a closed gate as well', async () => {
	const methods: string[] = [];
	const client = createClient(async ({ method }) => {
		methods.push(method);
		if (method === 'GET') return answered(200, { id: 12, currentStatus: 'voided' });
		client.gate.close();
		return await Promise.resolve({ kind: 'lost', code: 'ECONNRESET' });
	});
	await ensureVoided(client, 12, { isFollowUp: true });

	expect(methods).toEqual(['DELETE', 'GET']);
});
