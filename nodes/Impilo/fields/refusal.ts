/**
 * A field can't be used. Thrown before anything is sent for the item.
 *
 * The message is `field` and `what`, e.g. "First Name is empty". Neither it nor the remedy repeats the
 * value, which may be about a patient.
 */
export class InputRefusal extends Error {
	/**
	 * @param field the display name, with the line if there are several
	 * @param what e.g. "is empty"
	 */
	constructor(
		readonly field: string,
		private readonly what: string,
		readonly remedy: string,
	) {
		super(`${field} ${what}`);
	}

	/** The same, with another sentence in the remedy. */
	withAdvice(advice: string): InputRefusal {
		return new InputRefusal(this.field, this.what, `${this.remedy} ${advice}`);
	}
}

export function emptyField(field: string): InputRefusal {
	return new InputRefusal(
		field,
		'is empty',
		`Fill ${field}. If it comes from an expression, check that the data has a value for this item.`,
	);
}
