/**
 * Something the user filled in can't be used. Thrown before anything is sent for the item.
 *
 * The message names the field by its display name and says what is wrong with it; `remedy` says what
 * to fill in instead. Neither repeats the value, which may be about a patient.
 */
export class InputRefusal extends Error {
	constructor(
		message: string,
		readonly remedy: string,
	) {
		super(message);
	}
}

/** The refusal of a required field that is empty. */
export function emptyField(field: string): InputRefusal {
	return new InputRefusal(
		`${field} is empty`,
		`Fill ${field}. If it comes from an expression, check that the data has a value for this item.`,
	);
}
