import type { Maybe } from '../api/json';
import type { ImpiloItem } from '../item/item';
import type { ImpiloKit } from '../kit/kit';
import type { ImpiloPatient } from '../patient/patient';
import type { ImpiloSite } from '../site/site';

export interface ImpiloOrderEvent {
	name?: Maybe<string>;
	eventTimestamp?: Maybe<string>;
}

/** An order as Impilo sends it, as far as the node looks into it (Order Management Guide). */
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
