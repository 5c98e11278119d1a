import { z } from 'zod';
import type { Address } from './entities';
import { refuse } from './refusals';

export const text = z.string().nullish();

export const address = z.object({
	lineOne: text,
	lineTwo: text,
	lineThree: text,
	city: text,
	state: text,
	zipCode: text,
	country: text,
	note: text,
});

/** What isn't given is null. */
export function completeAddress(address: Address): Address {
	return {
		lineOne: address.lineOne ?? null,
		lineTwo: address.lineTwo ?? null,
		lineThree: address.lineThree ?? null,
		city: address.city ?? null,
		state: address.state ?? null,
		zipCode: address.zipCode ?? null,
		country: address.country ?? null,
		note: address.note ?? null,
	};
}

/** Throws the documented refusal for what a patient's address lacks, in the reference's order. */
export function readPatientAddress(address: Address): Address {
	if (isBlank(address.lineOne)) throw refuse('Must provide a Line One value in the Address.');
	if (isBlank(address.city)) throw refuse('Must provide a City value in the Address.');
	if (isBlank(address.state)) throw refuse('Must provide a State value in the Address.');
	if (isBlank(address.country)) throw refuse('Must provide a Country value in the Address.');
	if (isBlank(address.zipCode)) throw refuse('Must provide a Zip Code value in the Address.');
	return completeAddress(address);
}

export function isBlank(text: string | null | undefined): boolean {
	return (text ?? '').trim() === '';
}
