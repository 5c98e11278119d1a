import type { Resource } from '../run/operation';
import { searchPatients } from './search';

export const patient: Resource = {
	option: { name: 'Patient', value: 'patient' },
	operations: [],
	searches: { searchPatients },
};
