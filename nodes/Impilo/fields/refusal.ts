/**
 * Something the user filled in can't be used. Thrown before anything is sent for the item.
 *
 * The message is `field` and `what` together, e.g. "First Name is empty"; `remedy` says what to fill
 * in instead. Neither repeats the value, which may be about a patient.
 */
export class InputRefusal extends Error {
	/**
	 * @param field its display name, with the line where there are several
	 * @param what what is wrong with it, e.g. "is empty"
	 */
	constructor(
		readonly field: string,
		what: string,
		readonly remedy: string,
	) {
		super(`${field} ${what}`);
	}
}

/** The refusal of a required field that is empty. */
export function emptyField(field: string): InputRefusal {
	return new InputRefusal(
		field,
		'is empty',
		`Fill ${field}. If it comes from an expression, check that the data has a value for this item.`,
	);
}
