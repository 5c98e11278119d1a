import { refuseUnreachableUrl } from '../../../nodes/Impilo/trigger/webhookUrl';
import { expectPlainWords } from '../plainWords';
import { refusalOf } from '../standIns';

const urls = (text: string): string[] => text.trim().split(/\s+/);

const PATH = '/webhook/8a1c/webhook';

describe('refuseUnreachableUrl', () => {
	it.each(
		urls(`
			https://n8n.example.com http://n8n.example.com:5678 https://user:secret@n8n.example.com
			https://N8N.EXAMPLE.COM https://localhost.example.com https://local.example.com
			https://internal.example.com https://mylocal.example https://n8n.notlocal
			https://10.example.com https://fd.example.com https://8.8.8.8 https://9.255.255.255
			https://11.0.0.1 https://100.10.0.1 https://126.0.0.1 https://128.0.0.1 https://169.253.0.1
			https://172.15.255.255 https://172.32.0.1 https://172.160.0.1 https://192.167.0.1
			https://192.169.0.1 https://[2001:db8::1] https://[2001:db8::fd00:1] https://[1::1]
		`),
	)('accepts %s', (origin) => {
		expect(() => refuseUnreachableUrl(`${origin}${PATH}`)).not.toThrow();
	});

	it.each(
		urls(`
			http://localhost:5678 http://LOCALHOST http://app.localhost http://n8n:5678
			http://n8n.local http://n8n.internal http://host.docker.internal:5678 http://n8n.lan
			http://n8n.home.arpa http://0.0.0.0:5678 http://127.0.0.1:5678 http://127.1.2.3
			http://2130706433 http://0x7f.1 http://10.0.0.1 http://10.255.255.255
			http://169.254.169.254 http://172.16.0.1 http://172.19.0.1 http://172.20.0.1
			http://172.29.0.1 http://172.30.0.1 http://172.31.255.255 http://192.168.0.1
			http://192.168.255.255 http://[::1]:5678 http://[0:0:0:0:0:0:0:1] http://[::]
			http://[fc00::1] http://[fd00::1] http://[FDAB::1] http://[fe80::1]
		`),
	)('refuses %s', (origin) => {
		const url = `${origin}${PATH}`;
		const refusal = refusalOf(() => refuseUnreachableUrl(url));

		expect(refusal.message).toBe(
			`Impilo cannot reach this n8n: the address of the webhook is ${url}`,
		);
		expect(refusal.remedy).toContain('WEBHOOK_URL');
		expectPlainWords(refusal.remedy);
	});

	it.each([
		'',
		'n8n.example.com',
		'/webhook/8a1c',
		'https://',
		'https://[::1',
		'mailto:a@b.example',
	])('refuses %j, which has no host', (url) => {
		expect(refusalOf(() => refuseUnreachableUrl(url)).remedy).toContain('WEBHOOK_URL');
	});
});
