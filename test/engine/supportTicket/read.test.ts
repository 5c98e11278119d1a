import { seedIds } from '../../../sandbox';
import { IMPILO, useImpilo } from '../impiloRun';
import { searchLists } from '../lists/searchLists';
import { jsonOf, requestLines } from '../outcome';
import { runTicket, TICKETS } from './ticketForm';

const { openTicket, closedTicket, newTicket, nullsTicket, patientWithDevice } = seedIds;
const LIST = `GET ${TICKETS}`;
const ALL = `${LIST}?page=1&size=250`;

const rig = useImpilo();

describe('Get', () => {
	it('gives the ticket, with the latest note whatever their order', async () => {
		const ticket = rig.sandbox.supportTickets.get(openTicket);
		ticket?.supportTicketNotes?.reverse();

		expect((await runTicket(rig, 'get', openTicket)).items(IMPILO)).toEqual([
			{
				json: {
					id: openTicket,
					ticketType: 'deviceTechnicalSupport',
					currentStatus: 'open',
					open: true,
					patientId: patientWithDevice,
					orderId: null,
					deviceId: seedIds.deviceWithPatient,
					assignee: 'coordinator@example.com',
					lastNote: 'A new cuff is on its way.',
					lastUpdated: '2025-11-01T09:02:00.000Z',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(requestLines(rig.sandbox)).toEqual([`${LIST}/${openTicket}`]);
	});

	it('is null where Impilo sends half of it', async () => {
		rig.answer({
			id: nullsTicket,
			patient: {},
			assignee: {},
			supportTicketNotes: [null, { note: null }],
		});

		expect(jsonOf(await runTicket(rig, 'get', nullsTicket))).toMatchObject([
			{ id: nullsTicket, patientId: null, assignee: null, lastNote: null },
		]);
	});
});

describe('the list of tickets', () => {
	const { search } = searchLists(rig);

	it('shows type and status, and no patient', async () => {
		const { results } = await search('searchSupportTickets');

		expect(requestLines(rig.sandbox)).toEqual([`${LIST}?page=1&size=50`]);
		expect(results).toEqual([
			{ name: `Ticket ${openTicket} · deviceTechnicalSupport · open`, value: openTicket },
			{ name: `Ticket ${closedTicket} · patientSetup · closed`, value: closedTicket },
			{ name: `Ticket ${newTicket} · generalInquiry · needsIntake`, value: newTicket },
			{ name: `Ticket ${nullsTicket}`, value: nullsTicket },
		]);
	});

	it.each<[string, number[], string[]]>([
		[String(closedTicket), [closedTicket], [`${LIST}/${closedTicket}`]],
		['900', [openTicket, closedTicket, newTicket, nullsTicket], [`${LIST}/900`, ALL]],
		['needs intake', [newTicket], [ALL]],
	])('is searched for %s', async (filter, wanted, lines) => {
		const { results } = await search('searchSupportTickets', { filter });

		expect(results.map(({ value }) => value)).toEqual(wanted);
		expect(requestLines(rig.sandbox)).toEqual(lines);
	});
});
