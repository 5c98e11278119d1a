import { simplifyTracking, trackingUrl } from '../../../nodes/Impilo/order/tracking';

const DHL = 'https://www.dhl.com/global-en/home/tracking.html?tracking-id=N1';
const FEDEX = 'https://www.fedex.com/fedextrack/?trknbr=N1';
const UPS = 'https://www.ups.com/track?tracknum=N1';
const USPS = 'https://tools.usps.com/go/TrackConfirmAction?tLabels=N1';

describe('trackingUrl', () => {
	it.each<[string | null, unknown[]]>([
		[UPS, ['ups', 'UPS', ' Ups ', 'UPS Ground', 'ups_ground', 'upsGround']],
		[USPS, ['usps', 'USPS', 'usps-priority']],
		[FEDEX, ['fedex', 'FedEx', 'FEDEX', 'FED_EX', 'Fed Ex', 'fedEx', 'FedEx Home Delivery']],
		[DHL, ['dhl', 'DHL', 'dhl_express', 'dhlExpress', 'DHLEXPRESS', 'DHL eCommerce']],
		[
			null,
			['Upstate Couriers', 'ontrac', 'royal_mail', 'constructor', '', '  ', null, undefined, 7],
		],
	])('is %s for the carriers %j', (url, carriers) => {
		for (const carrier of carriers) expect(trackingUrl(carrier, 'N1')).toBe(url);
	});

	it.each<[unknown, string | null]>([
		['1Z999AA10123456784', 'https://www.ups.com/track?tracknum=1Z999AA10123456784'],
		[' 1Z ', 'https://www.ups.com/track?tracknum=1Z'],
		['a b&c=d#e/?', 'https://www.ups.com/track?tracknum=a%20b%26c%3Dd%23e%2F%3F'],
		['', null],
		[' ', null],
		[null, null],
		[undefined, null],
		[{}, null],
	])('of the number %j is %j', (value, url) => {
		expect(trackingUrl('ups', value)).toBe(url);
	});
});

describe('simplifyTracking', () => {
	it('leaves carrier and value as Impilo sent them', () => {
		expect(simplifyTracking([{ carrier: 'FED_EX', value: ' 1 2 ' }])).toEqual([
			{
				carrier: 'FED_EX',
				value: ' 1 2 ',
				url: 'https://www.fedex.com/fedextrack/?trknbr=1%202',
			},
		]);
	});

	it('is null for what is missing', () => {
		expect(simplifyTracking([null, {}, { carrier: 'ups' }, { value: '1' }])).toEqual([
			{ carrier: null, value: null, url: null },
			{ carrier: 'ups', value: null, url: null },
			{ carrier: null, value: '1', url: null },
		]);
	});
});
