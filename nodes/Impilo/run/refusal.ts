/**
 * What the user filled in can't be used. Thrown before anything is sent for the item.
 *
 * The message names the field by its display name and says what is wrong with it; `remedy` says what
 * to put there instead. Neither repeats the value, which may be about a patient.
 */
export class InputRefusal extends Error {
	constructor(
		message: string,
		readonly remedy: string,
	) {
		super(message);
	}
}
