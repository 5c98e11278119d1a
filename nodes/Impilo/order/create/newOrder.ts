import type { IDataObject } from 'n8n-workflow';

import type { Personal } from '../../api/request';
import type { Wanted } from '../../once/entityHandler';
import type { PatientReference } from '../../patient/reference';
import type { ReturnContents } from '../returnLines';

/** The five lists of which an order needs at least one (Create Order reference). */
export interface OrderContents<Id = number> extends ReturnContents<Id> {
	orderItems?: Array<{ item: { id: Id }; count: number }>;
	orderKits?: Array<{ kit: { id: Id }; count: number }>;
	returnPackedKits?: Array<{ id: number; quantity: number }>;
}

/** The body of `POST /api/v3/order`, with either `patient` or `site`. */
export interface OrderBody<Id = number> extends OrderContents<Id> {
	patient?: { id: number } | IDataObject;
	site?: { id: Id };
	externalOrderIds?: string[];
	emailLabel?: boolean;
	shippingOption?: string;
	orderNotes?: Array<{ note: string }>;
}

/** The order of one item, after every check that can be made without Impilo. */
export interface NewOrder<Id = number> extends Wanted {
	/** Complete but for an existing patient. */
	body: OrderBody<Id>;
	/** The existing patient, whose ID may still have to be found. */
	patient?: PatientReference;
	/** As the user gave them; `body` also has a generated one, and `keys` are those looked up. */
	externalOrderIds: readonly string[];
	/** Whether External Order IDs has an expression that gave nothing. */
	hasEmptyIdExpression: boolean;
	/** What to do if an order with one of the external order IDs exists. */
	ifExists: 'return' | 'create' | 'fail';
	/** What to do if that order contains something else. */
	ifContentsDiffer: 'fail' | 'return';
	/** What to do if another run has placed the order at the same time. */
	ifPlacedTwice: 'void' | 'fail';
	/** Must not appear in any message. */
	personal: readonly Personal[];
	/** Whether the output is the simplified order. */
	simplify: boolean;
	/** Only with Combine Items Into Orders. */
	combined?: CombinedItems;
}

/** How an order was made from several items. */
export interface CombinedItems {
	/** Where the lines of the body come from. */
	origins: LineOrigins;
	/** Groups of items that ask for exactly the same. */
	alike: ReadonlyArray<readonly number[]>;
}

/** The origins of the lines of an order, list by list. */
export type LineOrigins = Partial<Record<keyof OrderContents, LineOrigin[]>>;

/** Where a line of an order was filled in. */
export interface LineOrigin {
	itemIndex: number;
	/** Among the lines of that list in the item, from 0. */
	line: number;
}
