export interface N8nEnvironment {
	userFolder: string;
	port: number;
	/** For the process that would run Code nodes. */
	taskBrokerPort: number;
	/** Loaded by n8n into its process. */
	hookFile: string;
	/** Goes when n8n ends because whoever started it is gone; empty for none. */
	temporaryFolder: string;
}

/** Of the environment of this process n8n gets only these: its settings must not leak in. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/** The environment variables that keep an n8n to itself: nothing shared, and no call to the outside. */
export function buildEnvironment(settings: N8nEnvironment): NodeJS.ProcessEnv {
	const environment: NodeJS.ProcessEnv = {};
	for (const name of INHERITED) environment[name] = process.env[name];
	return {
		...environment,
		NODE_ENV: 'production',
		N8N_USER_FOLDER: settings.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(settings.port),
		N8N_RUNNERS_BROKER_PORT: String(settings.taskBrokerPort),
		EXTERNAL_HOOK_FILES: settings.hookFile,
		REMOVE_FOLDER_WITHOUT_STARTER: settings.temporaryFolder,
		DB_TYPE: 'sqlite',
		N8N_SECURE_COOKIE: 'false',
		N8N_LOG_LEVEL: 'warn',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		// Both would ask n8n's own servers for lists.
		N8N_DISABLED_MODULES: 'mcp-registry',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	};
}
