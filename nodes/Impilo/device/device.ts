import type { Maybe } from '../api/json';
import type { ImpiloItem } from '../item/item';
import type { ImpiloPatient } from '../patient/patient';
import type { ImpiloSite } from '../site/site';

export interface ImpiloDeviceIdentifier {
	/** Five are known, e.g. `serial`. */
	type?: Maybe<string>;
	value?: Maybe<string>;
}

/** A device as Impilo sends one, as far as the node looks into it. */
export interface ImpiloDevice {
	id?: Maybe<number>;
	externalIdentifier?: Maybe<string>;
	item?: Maybe<ImpiloItem>;
	/** Fifteen are known, e.g. `withPatient`. */
	currentStatus?: Maybe<string>;
	used?: Maybe<boolean>;
	currentPatient?: Maybe<ImpiloPatient>;
	site?: Maybe<ImpiloSite>;
	lastHealthCheck?: Maybe<string>;
	deviceIdentifiers?: Maybe<Array<Maybe<ImpiloDeviceIdentifier>>>;
}
