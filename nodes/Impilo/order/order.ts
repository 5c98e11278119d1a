import type { Maybe } from '../api/json';
import type { ImpiloItem } from '../item/item';
import type { ImpiloKit } from '../kit/kit';
import type { ImpiloPatient } from '../patient/patient';
import type { ImpiloSite } from '../site/site';
import type { ImpiloTrackingNumber } from './tracking';

export interface ImpiloOrderEvent {
	name?: Maybe<string>;
	eventTimestamp?: Maybe<string>;
}

/** A line of what an order ships or takes back, in any of the shapes in which Impilo gives it. */
export interface ImpiloOrderLine {
	/** Of the item, device or packed kit that is to be returned. */
	id?: Maybe<number>;
	item?: Maybe<ImpiloItem>;
	kit?: Maybe<ImpiloKit>;
	count?: Maybe<number>;
	quantity?: Maybe<number>;
}

/** An order as Impilo sends it, as far as the node looks into it (Order Management Guide). */
export interface ImpiloOrder {
	id?: Maybe<number>;
	/** Thirteen are known, e.g. `orderPlaced`; a new one may appear at any time. */
	currentStatus?: Maybe<string>;
	externalOrderIds?: Maybe<Array<Maybe<string>>>;
	patient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	orderItems?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	orderKits?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	returnItems?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	returnDevices?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	returnPackedKits?: Maybe<Array<Maybe<ImpiloOrderLine>>>;
	orderEvents?: Maybe<Array<Maybe<ImpiloOrderEvent>>>;
	trackingNumbers?: Maybe<Array<Maybe<ImpiloTrackingNumber>>>;
	shippingOption?: Maybe<string>;
	packedKits?: Maybe<unknown[]>;
	devices?: Maybe<unknown[]>;
}
