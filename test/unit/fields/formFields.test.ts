import type { FormField } from '../../../nodes/Impilo/fields/formFields';
import { readCollection, readFormFields } from '../../../nodes/Impilo/fields/formFields';
import { parseBoolean, parseText } from '../../../nodes/Impilo/fields/values';
import { refusalOf } from '../standIns';

function field(name: string, key: string, rest: Partial<FormField> = {}): FormField {
	const property = { displayName: name.toUpperCase(), name, type: 'string', default: '' } as const;
	return { property, key, read: parseText, ...rest };
}

function read(fields: FormField[], values: Record<string, unknown>) {
	return readFormFields(fields, (name) => values[name]);
}

describe('readFormFields', () => {
	it('puts each value under its key, however deep', () => {
		const fields = [
			field('first', 'firstName'),
			field('city', 'address.city'),
			field('zip', 'address.zip'),
			field('deep', 'a.b.c'),
		];

		expect(
			read(fields, { first: ' Nathan ', city: 'Springfield', zip: 62701, deep: 'x' }).body,
		).toEqual({
			firstName: 'Nathan',
			address: { city: 'Springfield', zip: '62701' },
			a: { b: { c: 'x' } },
		});
	});

	it.each<[unknown]>([[''], ['  '], [null], [undefined]])('leaves %j out', (value) => {
		const fields = [field('city', 'address.city'), field('name', 'name')];

		expect(read(fields, { city: value, name: 'x' }).body).toEqual({ name: 'x' });
	});

	it('leaves an empty list out', () => {
		expect(read([field('notes', 'notes', { read: () => [] })], {}).body).toEqual({});
	});

	it.each<[unknown]>([[false], [0], [{}], [[0]]])('keeps %j', (value) => {
		expect(read([field('x', 'x', { read: () => value })], {}).body).toEqual({ x: value });
	});

	it.each<[unknown]>([[''], [null], [undefined]])('refuses %j in a required field', (value) => {
		const city = field('city', 'address.city');
		const required = { ...city, property: { ...city.property, required: true } };
		const refusal = refusalOf(() => read([required], { city: value }));

		expect(refusal.message).toBe('CITY is empty');
		expect(refusal.remedy).toMatch(/^Fill CITY\./);
	});

	it('lists the texts to keep out of messages, and only those that were filled in', () => {
		const personal = { isPersonal: true };
		const fields = [
			field('first', 'firstName', personal),
			field('last', 'lastName', personal),
			field('state', 'address.state'),
			field('enrolled', 'enrolled', { ...personal, read: parseBoolean }),
		];

		expect(read(fields, { first: 'Nathan', last: '', state: 'IL', enrolled: true })).toEqual({
			body: { firstName: 'Nathan', address: { state: 'IL' }, enrolled: true },
			personal: ['Nathan'],
		});
	});
});

it('a field that a collection does not have is refused, and the others are named', () => {
	const fields = [field('city', 'address.city'), field('name', 'name')];
	const readThese = (value: unknown) => readCollection(fields, value, 'Update Fields');

	expect(Object.fromEntries(readThese('{"name": "b"}'))).toEqual({ name: 'b' });
	expect(refusalOf(() => readThese({ city: 'a', town: 'b' }))).toEqual({
		message: 'Update Fields has an unknown field: "town"',
		remedy: 'Remove or correct it. Known fields are: city, name.',
	});
});
