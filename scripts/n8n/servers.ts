import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { findFreePort } from './n8nProcess';

/** The servers that n8n's queue mode needs, each as a URL. */
export interface QueueServers {
	databaseUrl: string;
	redisUrl: string;
	/** Ends those that were started here, by their process IDs. */
	stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const READY_WITHIN_MS = 30_000;
const POLL_MS = 100;
const DEBIAN_POSTGRES = '/usr/lib/postgresql';

/**
 * Takes PostgreSQL and Redis from `DATABASE_URL` and `REDIS_URL`, and starts those that aren't given on
 * free ports of this machine, with their data in a temporary folder.
 *
 * @throws Error that says how to install them, where they are missing
 */
export async function startQueueServers(): Promise<QueueServers> {
	const { DATABASE_URL, REDIS_URL } = process.env;
	const started: Server[] = [];
	const stop = async (): Promise<void> => {
		await Promise.all(started.splice(0).map(async (server) => await server.stop()));
	};
	const start = async (server: Promise<Server>): Promise<string> => {
		const ready = await server;
		started.push(ready);
		return ready.url;
	};
	try {
		return {
			databaseUrl: DATABASE_URL ?? (await start(startPostgres())),
			redisUrl: REDIS_URL ?? (await start(startRedis())),
			stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

interface Server {
	url: string;
	stop(): Promise<void>;
}

async function startPostgres(): Promise<Server> {
	const postgres = findProgram('postgres');
	const folder = await mkdtemp(path.join(tmpdir(), 'postgres-'));
	// PostgreSQL doesn't run as root.
	const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
	if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
	const options = { ...user, cwd: folder };
	execFileSync(
		findProgram('initdb'),
		['--pgdata', folder, '--username', 'n8n', '--auth', 'trust', '--no-sync'],
		{ ...options, stdio: 'ignore' },
	);
	const port = await findFreePort();
	const settings = ['fsync=off', 'max_connections=200'].flatMap((setting) => ['-c', setting]);
	const child = spawn(
		postgres,
		['-D', folder, '-p', String(port), '-h', HOST, '-k', folder, ...settings],
		{ ...options, stdio: 'ignore' },
	);
	// Ends it without waiting for its clients.
	return await makeServer(child, port, folder, 'SIGINT', `postgres://n8n@${HOST}:${port}/postgres`);
}

async function startRedis(): Promise<Server> {
	const redis = findProgram('redis-server');
	const folder = await mkdtemp(path.join(tmpdir(), 'redis-'));
	const port = await findFreePort();
	const child = spawn(
		redis,
		['--port', String(port), '--bind', HOST, '--save', '', '--dir', folder],
		{ stdio: 'ignore' },
	);
	return await makeServer(child, port, folder, 'SIGTERM', `redis://${HOST}:${port}`);
}

async function makeServer(
	child: ChildProcess,
	port: number,
	folder: string,
	signal: NodeJS.Signals,
	url: string,
): Promise<Server> {
	const ended = once(child, 'exit');
	const kill = (): void => void child.kill('SIGKILL');
	process.once('exit', kill);
	const stop = async (): Promise<void> => {
		child.kill(signal);
		await ended;
		process.removeListener('exit', kill);
		await rm(folder, { recursive: true, force: true });
	};
	const deadline = Date.now() + READY_WITHIN_MS;
	while (!(await canConnect(port))) {
		if (child.exitCode !== null || Date.now() > deadline) {
			await stop();
			throw new Error(`${child.spawnfile} did not start`);
		}
		await wait(POLL_MS);
	}
	return { url, stop };
}

async function canConnect(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, HOST);
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}

function idOf(which: '-u' | '-g'): number {
	return Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
}

/** In the PATH, or where Debian puts what PostgreSQL's version has of its own. */
function findProgram(name: string): string {
	const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES) : [];
	const folders = [
		...(process.env.PATH ?? '').split(path.delimiter),
		...versions.map((version) => path.join(DEBIAN_POSTGRES, version, 'bin')),
	];
	const file = folders.map((folder) => path.join(folder, name)).find((each) => existsSync(each));
	if (file !== undefined) return file;
	throw new Error(
		`${name} is not installed. Install it (Debian, Ubuntu: apt-get install postgresql redis-server), or set DATABASE_URL and REDIS_URL to servers that may be used for tests.`,
	);
}
