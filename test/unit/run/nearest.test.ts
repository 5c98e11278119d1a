import { nearestOf } from '../../../nodes/Impilo/run/nearest';

const SKUS = ['BPM-01', 'BPM-10', 'BPM-11', 'SCALE-01', 'X', 'BPM-01-XL'];

describe('nearestOf', () => {
	it.each<[string, string[]]>([
		['BPM-1', ['BPM-01', 'BPM-10', 'BPM-11']],
		['bpm 01', ['BPM-01', 'BPM-11', 'BPM-10']],
		['BMP-01', ['BPM-01']],
		['BPM-O1', ['BPM-01', 'BPM-11']],
		['SCALE', ['SCALE-01']],
		['SCALE-01-OLD', ['SCALE-01']],
		['1', []],
		['', []],
		['entirely different', []],
		['BPM-97', []],
	])('%p may be %j', (text, near) => {
		expect(nearestOf(SKUS)(text)).toEqual(near);
	});

	it('takes names of other alphabets, and each once', () => {
		expect(nearestOf(['Клиника Север', 'Клиника Север', 'Ärztehaus'])('клиника сeвер')).toEqual([
			'Клиника Север',
		]);
	});
});
