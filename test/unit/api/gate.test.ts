import { GateClosed, RequestGate } from '../../../nodes/Impilo/api/gate';
import { ManualClock, rejectionOf, settle } from '../standIns';

/** Sends named requests through a gate, and finishes each when told. */
function createTraffic(limit: number) {
	const clock = new ManualClock();
	const gate = new RequestGate(limit, clock);
	const started: string[] = [];
	const finish = new Map<string, () => void>();
	const send = (name: string): Promise<string> =>
		gate.send(async () => {
			started.push(name);
			await new Promise<void>((resolve) => finish.set(name, resolve));
			return name;
		});
	return {
		clock,
		gate,
		started,
		send,
		finish: async (name: string) => {
			finish.get(name)?.();
			await settle();
		},
	};
}

describe('RequestGate', () => {
	it.each([1, 2, 5])('lets %d through at once, and the next when one is done', async (limit) => {
		const { send, started, finish } = createTraffic(limit);
		const names = Array.from({ length: limit + 2 }, (_, index) => `request ${index}`);
		for (const name of names) void send(name);
		await settle();
		expect(started).toEqual(names.slice(0, limit));

		await finish('request 0');
		expect(started).toEqual(names.slice(0, limit + 1));
	});

	it('sends in the order of arrival, and lets nobody jump the queue', async () => {
		const { send, started, finish } = createTraffic(1);
		void send('a');
		void send('b').then(() => send('late'));
		void send('c');
		void send('d');
		await settle();

		for (const name of ['a', 'b', 'c', 'd']) await finish(name);

		expect(started).toEqual(['a', 'b', 'c', 'd', 'late']);
	});

	it('returns the result, and frees the place of a request that throws', async () => {
		const { gate, send, finish } = createTraffic(1);
		const failed = gate.send(() => Promise.reject(new Error('lost')));
		const next = send('next');

		await expect(failed).rejects.toThrow('lost');
		await settle();
		await finish('next');
		await expect(next).resolves.toBe('next');
	});

	it('keeps to its limit after many requests', async () => {
		const { send, started, finish } = createTraffic(2);
		for (const name of ['a', 'b', 'c', 'd']) void send(name);
		await settle();
		for (const name of ['a', 'b', 'c', 'd']) await finish(name);

		for (const name of ['e', 'f', 'g']) void send(name);
		await settle();
		expect(started.slice(4)).toEqual(['e', 'f']);
	});

	describe('while it is held', () => {
		it('starts nothing until the time is over', async () => {
			const { clock, gate, send, started } = createTraffic(3);
			gate.holdFor(1_000);
			void send('first');
			await clock.advance(400);
			void send('later');
			await clock.advance(599);
			expect(started).toEqual([]);

			await clock.advance(1);
			expect(started).toEqual(['first', 'later']);
		});

		it('holds the next in the queue, too', async () => {
			const { clock, gate, send, started, finish } = createTraffic(1);
			void send('a');
			void send('b');
			await settle();
			gate.holdFor(1_000);
			await finish('a');
			expect(started).toEqual(['a']);

			await clock.advance(1_000);
			expect(started).toEqual(['a', 'b']);
		});

		it('holds longer when the hold is extended', async () => {
			const { clock, gate, send, started } = createTraffic(1);
			gate.holdFor(1_000);
			void send('a');
			await clock.advance(900);
			gate.holdFor(500);
			await clock.advance(100);
			expect(started).toEqual([]);

			await clock.advance(399);
			expect(started).toEqual([]);
			await clock.advance(1);
			expect(started).toEqual(['a']);
		});

		it('does not hold shorter because of a second, shorter hold', async () => {
			const { clock, gate, send, started } = createTraffic(1);
			gate.holdFor(1_000);
			gate.holdFor(10);
			void send('a');
			await clock.advance(999);
			expect(started).toEqual([]);
		});
	});

	describe('when the clock is set back during a hold', () => {
		/** A clock that a test sets, and whose sleepers it wakes as a timer would. */
		function createSettableClock() {
			const sleepers: Array<{ ms: number; wake: () => void }> = [];
			const clock = {
				nowMs: 1_000_000_000,
				now: () => clock.nowMs,
				sleep: async (ms: number) => {
					await new Promise<void>((wake) => sleepers.push({ ms, wake }));
				},
				random: () => 0,
			};
			const wakeAll = async (): Promise<number[]> => {
				const woken = sleepers.splice(0);
				for (const { wake } of woken) wake();
				await settle();
				return woken.map(({ ms }) => ms);
			};
			return { clock, wakeAll };
		}

		const HOUR_MS = 3_600_000;

		it('what waits goes on when its time is over, and holds nobody else', async () => {
			const { clock, wakeAll } = createSettableClock();
			const gate = new RequestGate(2, clock);
			gate.holdFor(10_000);
			const sent = gate.send(async () => await Promise.resolve('sent'));
			await settle();
			clock.nowMs -= HOUR_MS;

			expect(await wakeAll()).toEqual([10_000]);
			expect(await sent).toBe('sent');
			expect(await gate.send(async () => await Promise.resolve('later'))).toBe('later');
		});

		it('no pause is longer than the longest that Impilo may ask for', async () => {
			const { clock, wakeAll } = createSettableClock();
			void new RequestGate(2, clock).pause(HOUR_MS);

			expect(await wakeAll()).toEqual([120_000]);
		});

		it('what comes later waits no longer than Impilo has asked for', async () => {
			const { clock, wakeAll } = createSettableClock();
			const gate = new RequestGate(2, clock);
			gate.holdFor(2_000);
			gate.holdFor(10_000);
			gate.holdFor(1_000);
			clock.nowMs -= HOUR_MS;
			const sent = gate.send(async () => await Promise.resolve('sent'));
			await settle();

			expect(await wakeAll()).toEqual([10_000]);
			expect(await sent).toBe('sent');
		});
	});

	describe('what settles something', () => {
		const settling = { isFollowUp: true };
		const answer = async (): Promise<string> => await Promise.resolve('answer');

		it.each<[string, (gate: RequestGate) => void, boolean]>([
			['passes a closed gate', (gate) => gate.close(), true],
			['does not pass one that is closed for good', (gate) => gate.stop(), false],
		])('%s', async (_, close, passes) => {
			const { clock, gate } = createTraffic(1);
			const waiting = gate.waitFor(clock.sleep(1_000), settling);
			close(gate);
			const [pause, send] = [gate.pause(1_000, settling), gate.send(answer, settling)];
			const ends = Promise.all(
				[waiting, pause, send].map(
					async (one: Promise<unknown>) =>
						await one.then(
							() => true,
							(failure: unknown) => !(failure instanceof GateClosed),
						),
				),
			);
			await settle();
			await clock.advance(1_000);

			expect(await ends).toEqual([passes, passes, passes]);
		});

		it('keeps its place in the queue and in a hold when the gate closes, and others do not', async () => {
			const { clock, gate, send, started, finish } = createTraffic(1);
			void send('in flight');
			const refused = rejectionOf(send('refused'));
			const sent = gate.send(answer, settling);
			await settle();
			gate.holdFor(1_000);
			gate.close();
			expect(await refused).toBeInstanceOf(GateClosed);

			await finish('in flight');
			await clock.advance(1_000);
			expect(await sent).toBe('answer');
			expect(started).toEqual(['in flight']);
		});
	});

	describe('once it is closed', () => {
		it('refuses what waits and what comes later, but not what is in flight', async () => {
			const { gate, send, started, finish } = createTraffic(1);
			const inFlight = send('in flight');
			const waiting = [rejectionOf(send('b')), rejectionOf(send('c'))];
			await settle();
			gate.close();
			const later = rejectionOf(send('later'));
			await finish('in flight');

			await expect(inFlight).resolves.toBe('in flight');
			for (const refused of await Promise.all([...waiting, later])) {
				expect(refused).toBeInstanceOf(GateClosed);
			}
			expect(started).toEqual(['in flight']);
		});

		it('lets through what comes after it is opened again', async () => {
			const { gate, send, started } = createTraffic(1);
			gate.close();
			gate.reopen();
			void send('later');
			await settle();

			expect(started).toEqual(['later']);
		});

		it('ends a pause, even where it is opened again before anybody has noticed', async () => {
			const { gate } = createTraffic(1);
			const pause = rejectionOf(gate.pause(100_000));
			gate.close();
			gate.reopen();

			expect(await pause).toBeInstanceOf(GateClosed);
		});

		it('can be closed twice, and then for good', async () => {
			const { gate, send } = createTraffic(1);
			gate.close();
			gate.close();
			gate.stop();
			gate.reopen();

			await expect(send('later')).rejects.toThrow('before this was sent to Impilo');
		});

		it('stays closed for good where it is closed once more', async () => {
			const { gate, send } = createTraffic(1);
			gate.stop();
			gate.close();
			gate.reopen();

			await expect(send('later')).rejects.toThrow(GateClosed);
		});
	});

	it('pauses without taking up a place', async () => {
		const { clock, gate, send, started } = createTraffic(1);
		let isOver = false;
		void gate.pause(1_000).then(() => (isOver = true));
		void send('meanwhile');
		await clock.advance(999);
		expect({ isOver, started }).toEqual({ isOver: false, started: ['meanwhile'] });

		await clock.advance(1);
		expect(isOver).toBe(true);
	});
});
