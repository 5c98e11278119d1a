import { readFile, writeFile } from 'node:fs/promises';

/** What a process has used, as Linux counts it. */
export interface ProcessUsage {
	/** Of all its threads, in user and system mode, since it started. */
	cpuMs: number;
	/** Resident memory now. */
	memoryMb: number;
	/** The most since it started, or since `resetPeakMemory`. */
	peakMemoryMb: number;
}

/** Linux counts CPU time in hundredths of a second for every program that asks (`USER_HZ`). */
const MS_PER_TICK = 10;
const KB_PER_MB = 1024;

/** Whether this machine tells what a process has used. */
export const CAN_READ_USAGE = process.platform === 'linux';

/** Lets the peak start again from what the process holds now. */
export async function resetPeakMemory(pid: number): Promise<void> {
	if (CAN_READ_USAGE) await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** @returns undefined where the machine doesn't tell */
export async function readUsage(pid: number): Promise<ProcessUsage | undefined> {
	if (!CAN_READ_USAGE) return undefined;
	const [status, stat] = await Promise.all([
		readFile(`/proc/${pid}/status`, 'utf8'),
		readFile(`/proc/${pid}/stat`, 'utf8'),
	]);
	// The name of the program may hold spaces, and ends with the last bracket.
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])];
	return {
		cpuMs: (userTicks + systemTicks) * MS_PER_TICK,
		memoryMb: readMegabytes(status, 'VmRSS'),
		peakMemoryMb: readMegabytes(status, 'VmHWM'),
	};
}

function readMegabytes(status: string, name: string): number {
	const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
	return Number(kilobytes ?? NaN) / KB_PER_MB;
}
