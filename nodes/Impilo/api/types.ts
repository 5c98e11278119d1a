/**
 * What Impilo's API sends and takes. In answers every field may be null or missing (the guide's
 * sample shows them all, but promises none), so nothing here is certain; what is sent is exact.
 */

export type Maybe<T> = T | null | undefined;

export interface ImpiloOrderEvent {
	name?: Maybe<string>;
	eventTimestamp?: Maybe<string>;
}

export interface ImpiloThing {
	id?: Maybe<number>;
	name?: Maybe<string>;
}

export interface ImpiloItem extends ImpiloThing {
	model?: Maybe<string>;
	sku?: Maybe<string>;
	orderable?: Maybe<boolean>;
}

export interface ImpiloKit extends ImpiloThing {
	archived?: Maybe<boolean>;
}

export interface ImpiloSite extends ImpiloThing {
	active?: Maybe<boolean>;
}

export interface ImpiloPatient {
	id?: Maybe<number>;
	firstName?: Maybe<string>;
	lastName?: Maybe<string>;
	email?: Maybe<string>;
	externalIdentifier?: Maybe<string>;
	archived?: Maybe<boolean>;
}

export interface ImpiloOrder {
	id?: Maybe<number>;
	/** Thirteen are known, e.g. `orderPlaced`; a new one may appear at any time. */
	currentStatus?: Maybe<string>;
	externalOrderIds?: Maybe<Array<Maybe<string>>>;
	patient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	orderItems?: Maybe<Array<Maybe<{ count?: Maybe<number>; item?: Maybe<ImpiloItem> }>>>;
	orderKits?: Maybe<Array<Maybe<{ count?: Maybe<number>; kit?: Maybe<ImpiloKit> }>>>;
	orderEvents?: Maybe<Array<Maybe<ImpiloOrderEvent>>>;
	trackingNumbers?: Maybe<Array<Maybe<{ carrier?: Maybe<string>; value?: Maybe<string> }>>>;
	shippingOption?: Maybe<string>;
}

export interface AddressBody {
	lineOne: string;
	lineTwo?: string;
	lineThree?: string;
	city: string;
	state: string;
	zipCode: string;
	country: string;
	note?: string;
}

export interface NewPatientBody {
	firstName: string;
	lastName: string;
	address: AddressBody;
	/** YYYY-MM-DD */
	dateOfBirth?: string;
	email?: string;
	externalIdentifier?: string;
	phoneNumber?: string;
	sex?: string;
	site?: { id: number };
}

/** The five arrays of which an order needs at least one (Create Order reference). */
export interface OrderContents {
	orderItems?: Array<{ item: { id: number }; count: number }>;
	orderKits?: Array<{ kit: { id: number }; count: number }>;
	returnItems?: Array<{ id: number; count: number }>;
	returnDevices?: Array<{ id: number }>;
	returnPackedKits?: Array<{ id: number; quantity: number }>;
}

/** The body of `POST /api/v3/order`; exactly one of `patient` and `site` is there. */
export interface CreateOrderBody extends OrderContents {
	patient?: { id: number } | NewPatientBody;
	site?: { id: number };
	externalOrderIds?: string[];
	emailLabel?: boolean;
	shippingOption?: string;
	orderNotes?: Array<{ note: string }>;
}
