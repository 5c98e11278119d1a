import type { Resource } from '../run/operation';
import { addNote, assign, close, create, reopen } from './changes';
import { get, getAll, searchSupportTickets } from './supportTicket';

export const supportTicket: Resource = {
	option: { name: 'Support Ticket', value: 'supportTicket' },
	operations: [addNote, assign, close, create, get, getAll, reopen],
	defaultOperation: 'getAll',
	searches: { searchSupportTickets },
};
