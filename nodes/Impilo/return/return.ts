import type { Maybe } from '../api/json';
import type { ImpiloDevice } from '../device/device';
import type { ImpiloItem } from '../item/item';
import type { ImpiloTrackingNumber } from '../order/tracking';
import type { ImpiloPatient } from '../patient/patient';
import type { ImpiloSite } from '../site/site';

/** A return as Impilo sends one, as far as the node looks into it. */
export interface ImpiloReturn {
	id?: Maybe<number>;
	/** Eight are known, e.g. `rmaPlaced`. */
	currentStatus?: Maybe<string>;
	patient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	relatedOrderId?: Maybe<number>;
	returnItems?: Maybe<Array<Maybe<{ item?: Maybe<ImpiloItem>; count?: Maybe<number> }>>>;
	returnDevices?: Maybe<Array<Maybe<ImpiloDevice>>>;
	trackingNumbers?: Maybe<Array<Maybe<ImpiloTrackingNumber>>>;
	returnEvents?: Maybe<Array<Maybe<{ type?: Maybe<string>; eventTimestamp?: Maybe<string> }>>>;
}
