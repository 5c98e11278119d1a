/**
 * Lints the descriptions of the nodes and the credential as n8n gets them, written out as literals: most
 * of their fields come from functions, which the rules can't look into. A process of its own, as ESLint
 * loads its configuration as an ES module.
 *
 * Prints what it finds, as JSON.
 */
import { ESLint } from 'eslint';

import { ImpiloApi } from '../../credentials/ImpiloApi.credentials';
// With its extension: without, the codex file beside it would be taken.
import { Impilo } from '../../nodes/Impilo/Impilo.node.ts';
import { ImpiloTrigger } from '../../nodes/Impilo/ImpiloTrigger.node.ts';
import { REPOSITORY } from './packedPackage';

/** As somebody would write it, with keys that aren't quoted: the rules know no others. */
function toLiteral(value: unknown): string {
	return JSON.stringify(value, null, '\t').replace(/^(\t*)"([A-Za-z]\w*)":/gm, '$1$2:');
}

function renderNode(name: string, { description }: { description: object }): string {
	return `export class ${name} implements INodeType {
	description: INodeTypeDescription = ${toLiteral(description)};
}
`;
}

function renderCredential(name: string, credential: object): string {
	const fields = Object.entries(credential).filter(([, value]) => typeof value !== 'function');
	return `export class ${name} implements ICredentialType {
	${fields.map(([key, value]) => `${key} = ${toLiteral(value)};`).join('\n\t')}
}
`;
}

const RENDERED = {
	'nodes/Impilo/Impilo.node.ts': renderNode('Impilo', new Impilo()),
	'nodes/Impilo/ImpiloTrigger.node.ts': renderNode('ImpiloTrigger', new ImpiloTrigger()),
	'credentials/ImpiloApi.credentials.ts': renderCredential('ImpiloApi', new ImpiloApi()),
};

/** What a rule objects to. */
export interface Finding {
	rule: string | null;
	message: string;
	/** The line of the rendered text. */
	text: string;
}

async function run(): Promise<void> {
	const eslint = new ESLint({ cwd: REPOSITORY });
	const findings: Finding[] = [];
	for (const [filePath, text] of Object.entries(RENDERED)) {
		const lines = text.split('\n');
		const [result] = await eslint.lintText(text, { filePath });
		for (const { ruleId, message, line } of result?.messages ?? []) {
			findings.push({ rule: ruleId, message, text: lines[line - 1]?.trim() ?? '' });
		}
	}
	console.log(JSON.stringify(findings));
}

void run();
