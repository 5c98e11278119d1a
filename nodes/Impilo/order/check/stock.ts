import { isGiven } from '../../api/json';
import type { ImpiloStock } from '../../inventory/inventory';
import type { Catalogue } from './catalogue';
import type { Findings } from './findings';
import { findingsOf, NO_FINDINGS, problemFound, warningFound } from './findings';
import type { FilledOrder } from './lines';
import { nameFilledLine, nameItem } from './lines';

/** How many of an item an order ships, in all its lines. */
interface Need {
	count: number;
	name: unknown;
	/** The first line that ships it. */
	field: string;
}

/** What an order ships. */
export interface Needs {
	byItem: Map<number, Need>;
	/** Kits whose contents Impilo doesn't show. */
	unknownKits: number[];
}

/**
 * Counts the items that an order ships, including those in kits.
 *
 * @throws ImpiloFailure if Impilo couldn't be asked
 */
export function readNeeds(filled: FilledOrder, catalogue: Pick<Catalogue, 'item' | 'kit'>): Needs {
	const { order } = filled;
	const needs: Needs = { byItem: new Map(), unknownKits: [] };
	const add = (itemId: number, need: Need): void => {
		const before = needs.byItem.get(itemId);
		needs.byItem.set(itemId, { ...need, ...before, count: need.count + (before?.count ?? 0) });
	};
	order.body.orderItems?.forEach(({ item, count }, line) => {
		const field = nameFilledLine(filled, 'orderItems', line, 'count');
		// Otherwise there is a finding already.
		const known = catalogue.item(item.id);
		if (known === undefined || known.orderable === false) return;
		add(item.id, { count, name: known.name, field });
	});
	order.body.orderKits?.forEach(({ kit, count }, line) => {
		const field = nameFilledLine(filled, 'orderKits', line, 'count');
		const known = catalogue.kit(kit.id);
		if (known === undefined || known.archived === true) return;
		const contents = Array.isArray(known.kitItems) ? known.kitItems : [];
		let isKnown = contents.length > 0;
		for (const { item, count: each } of contents.map((line) => line ?? {})) {
			if (!isGiven(item?.id)) isKnown = false;
			else if (item.orderable !== false)
				add(item.id, { count: count * (each ?? 1), name: item.name, field });
		}
		if (!isKnown) needs.unknownKits.push(kit.id);
	});
	return needs;
}

/** For stock without a site. */
const NO_SITE = 0;

/** The stock at Impilo's sites, from which the orders of a batch take one after the other. */
export class StockLeft {
	/** By item, then by site; without items whose stock Impilo doesn't list. */
	private readonly left = new Map<number, Map<number, number>>();

	/** By item, before any order took some. */
	private readonly mostAtOneSite = new Map<number, number>();

	/** Items for which a number is missing. */
	private readonly uncertain = new Set<number>();

	/** Items that earlier orders have taken some of. */
	private readonly taken = new Set<number>();

	constructor(stock: readonly ImpiloStock[]) {
		for (const { item, site, newCount } of stock) {
			if (!isGiven(item?.id)) continue;
			if (!isGiven(newCount)) this.uncertain.add(item.id);
			const bySite = this.left.get(item.id) ?? new Map<number, number>();
			const siteId = site?.id ?? NO_SITE;
			bySite.set(siteId, (bySite.get(siteId) ?? 0) + (newCount ?? 0));
			this.left.set(item.id, bySite);
		}
		for (const [itemId, bySite] of this.left) {
			this.mostAtOneSite.set(itemId, Math.max(...bySite.values()));
		}
	}

	check({ byItem, unknownKits }: Needs): Findings {
		const lacking = [...byItem].map(([itemId, need]) => this.checkItem(itemId, need));
		const unknown = unknownKits.map((id) =>
			warningFound(
				`Impilo does not say what kit ${id} contains, so its stock could not be checked.`,
			),
		);
		const findings = findingsOf(...lacking, ...unknown);
		const isEnough = [...byItem].every(([itemId, { count }]) => this.countLeft(itemId) >= count);
		const isPlaceable = findings.problems.length === 0 && isEnough;
		return isPlaceable && this.findSite(byItem) === undefined
			? findingsOf(findings, NO_SINGLE_SITE)
			: findings;
	}

	take({ byItem }: Needs): void {
		const site = this.findSite(byItem);
		for (const [itemId, { count }] of byItem) {
			const bySite = this.left.get(itemId);
			if (bySite === undefined) continue;
			this.taken.add(itemId);
			let missing = count;
			for (const [siteId, there] of bySite) {
				if (site !== undefined && site !== siteId) continue;
				const part = Math.min(missing, there);
				bySite.set(siteId, there - part);
				missing -= part;
			}
		}
	}

	private checkItem(itemId: number, { count, name, field }: Need): Findings {
		const item = `item ${nameItem(itemId, name)}`;
		if (!this.left.has(itemId)) {
			return warningFound(`Impilo lists no stock of ${item}, so it could not be checked.`);
		}
		const left = this.countLeft(itemId);
		const most = this.mostAtOneSite.get(itemId) ?? 0;
		if (left >= count && (most >= count || this.uncertain.has(itemId))) return NO_FINDINGS;
		if (this.uncertain.has(itemId)) {
			return warningFound(
				`Impilo does not say how many of ${item} it has at each of its sites, so that could not be checked.`,
			);
		}
		if (left >= count) {
			return problemFound(field, {
				happened: `None of Impilo's sites has enough of ${item}: the most at one site is ${most}, and this order needs ${count}`,
				remedy: 'Split the order, lower the count, or place it when Impilo has new stock.',
			});
		}
		const after = this.taken.has(itemId) ? ' after the items before this one' : '';
		const amount = left === 0 ? `None of ${item} is` : `Only ${left} of ${item} are`;
		return problemFound(field, {
			happened: `${amount} left at Impilo${after}; this order needs ${count}`,
			remedy: 'Lower the count, remove the line, or place the order when Impilo has new stock.',
		});
	}

	/** At all sites; Infinity if Impilo lists no stock. */
	private countLeft(itemId: number): number {
		const bySite = this.left.get(itemId);
		if (bySite === undefined) return Infinity;
		return [...bySite.values()].reduce((sum, there) => sum + there, 0);
	}

	/**
	 * Finds the first site that has everything. Which site Impilo takes from isn't documented.
	 */
	private findSite(needs: Needs['byItem']): number | undefined {
		const listed = [...needs].flatMap(([itemId, { count }]) => {
			const bySite = this.left.get(itemId);
			return bySite === undefined ? [] : { bySite, count };
		});
		if (listed.length === 0) return NO_SITE;
		const sites = new Set(listed.flatMap(({ bySite }) => [...bySite.keys()]));
		return [...sites]
			.sort((one, other) => one - other)
			.find((site) => listed.every(({ bySite, count }) => (bySite.get(site) ?? 0) >= count));
	}
}

const NO_SINGLE_SITE = warningFound(
	'Impilo has enough, but only at several of its sites together. If it answers that no fulfillment site has enough inventory, split the order.',
);
