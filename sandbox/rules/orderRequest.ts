import { z } from 'zod';
import { refuse } from '../refusals';

const id = z.number().int();
const text = z.string().nullish();
/** The guide: "only the id property [is] required", so a count may be left out. */
const count = z
	.number()
	.int()
	.positive()
	.nullish()
	.transform((value) => value ?? 1);

function listOf<T extends z.ZodTypeAny>(element: T) {
	return z
		.array(element)
		.nullish()
		.transform((list) => list ?? []);
}

const address = z.object({
	lineOne: text,
	lineTwo: text,
	lineThree: text,
	city: text,
	state: text,
	zipCode: text,
	country: text,
	note: text,
});

const patient = z.object({
	id: id.nullish(),
	firstName: text,
	lastName: text,
	address: address.nullish(),
	email: text,
	phoneNumber: text,
	dateOfBirth: z
		.string()
		.regex(/^\d{4}-\d{2}-\d{2}$/)
		.nullish(),
	sex: z.enum(['other', 'female', 'male', 'unknown']).nullish(),
	externalIdentifier: text,
	site: z.object({ id: id.nullish() }).nullish(),
});

/**
 * The body of Create order. Fields it doesn't name are allowed and ignored: the guide's samples
 * send `kitItems` and an existing patient's names. The samples' `"item": {}` is a placeholder; the
 * guide's text asks for the id.
 */
const orderRequest = z.object({
	patient: patient.nullish(),
	site: z.object({ id: id.nullish() }).nullish(),
	orderItems: listOf(z.object({ item: z.object({ id }), count })),
	orderKits: listOf(z.object({ kit: z.object({ id }), count })),
	returnItems: listOf(z.object({ id, count })),
	returnDevices: listOf(z.object({ id })),
	returnPackedKits: listOf(z.object({ id, quantity: count })),
	externalOrderIds: listOf(z.string()),
	emailLabel: z
		.boolean()
		.nullish()
		.transform((value) => value ?? false),
	shippingOption: z.enum(['standard', 'overnight']).nullish(),
	orderNotes: listOf(z.object({ note: z.string() })),
});

export type OrderRequest = z.output<typeof orderRequest>;
export type PatientRequest = NonNullable<OrderRequest['patient']>;

/** Throws "Invalid data provided" where the body isn't shaped like an order. */
export function readOrderRequest(body: unknown): OrderRequest {
	const result = orderRequest.safeParse(body);
	if (!result.success) throw refuse('Invalid data provided');
	return result.data;
}

export function includesReturns(request: OrderRequest): boolean {
	return (
		request.returnItems.length > 0 ||
		request.returnDevices.length > 0 ||
		request.returnPackedKits.length > 0
	);
}
