import type { INodeParameters } from 'n8n-workflow';

import { pick, useImpilo } from '../impiloRun';
import { failureOf } from '../outcome';

const rig = useImpilo();

const patientBy = (mode: string, value: string): INodeParameters => ({
	resource: 'patient',
	operation: 'get',
	patientId: pick(value, mode),
});

it.each<[string, INodeParameters, string]>([
	[
		'an email address as an external identifier',
		patientBy('externalIdentifier', 'nobody@example.com'),
		'To use it, switch Patient from Own ID to Email.',
	],
	[
		'what may be an ID as an external identifier',
		patientBy('externalIdentifier', '99123'),
		'If it is an ID at Impilo, switch Patient from Own ID to By ID.',
	],
	[
		'what may be an ID as an external order ID',
		{ operation: 'get', orderId: pick('99123', 'externalOrderId') },
		'If it is an ID at Impilo, switch Order from Own ID to By ID.',
	],
	[
		'what may be an ID as an identifier',
		{ resource: 'device', operation: 'get', deviceId: pick('99123', 'identifier') },
		'If it is an ID at Impilo, switch Device from Serial to By ID.',
	],
	[
		'what may be an ID as a name',
		{ resource: 'kit', operation: 'get', kitId: pick('1003', 'name') },
		'If it is an ID at Impilo, switch Kit from Name to By ID.',
	],
])('%s finds nothing, and the other way is told', async (_what, parameters, told) => {
	const { description } = failureOf(await rig.runImpilo(parameters));

	expect(description.startsWith(told)).toBe(true);
});
