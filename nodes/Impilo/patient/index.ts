import type { Resource } from '../run/operation';
import { create } from './create';
import { disenroll } from './disenroll';
import { get } from './get';
import { getAll } from './getAll';
import { searchPatients } from './search';
import { update } from './update';
import { upsert } from './upsert';

export const patient: Resource = {
	option: { name: 'Patient', value: 'patient' },
	operations: [create, upsert, disenroll, get, getAll, update],
	defaultOperation: 'getAll',
	searches: { searchPatients },
};
