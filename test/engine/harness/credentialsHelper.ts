import './environment';

import { Credentials, getAdditionalKeys } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeHelpers,
	UnexpectedError,
	UserError,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	type ICredentialType,
	type IExecuteData,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IRequestOptionsSimplified,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import type { LoadedPackage } from './loadedPackage';
import { PackageNodeTypes } from './nodeTypes';
import { NO_OP_TYPE } from './standInNodes';

/** What a user typed into credentials, by credential type: `{ impiloApi: { apiKey: '…' } }`. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

const EXPRESSION_NODE: INode = {
	id: 'credential',
	name: 'Credential',
	type: NO_OP_TYPE,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/**
 * n8n's credentials without its database: one credential of each type, whatever the ID the node
 * names. Defaults, hidden fields, expressions and authentication by a function work as in n8n.
 */
export class MemoryCredentialsHelper extends ICredentialsHelper {
	/** How often a credential was read and decrypted, which in n8n is a database query. */
	reads = 0;

	private readonly stored: Map<string, ICredentialDataDecryptedObject>;

	constructor(
		private readonly loadedPackage: LoadedPackage,
		credentials: CredentialData = {},
	) {
		super();
		this.stored = new Map(Object.entries(credentials));
	}

	getParentTypes(): string[] {
		return [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.getType(typeName);
		if (typeof authenticate !== 'function') {
			throw new UnexpectedError('The engine harness authenticates by functions only');
		}
		return await authenticate(credentials, requestOptions as IHttpRequestOptions);
	}

	async preAuthentication(): Promise<undefined> {
		return undefined;
	}

	async runPreAuthentication(): Promise<undefined> {
		return undefined;
	}

	async getCredentials(
		nodeCredentials: INodeCredentialsDetails,
		typeName: string,
	): Promise<Credentials> {
		const credentials = new Credentials(nodeCredentials, typeName);
		await credentials.setData(this.getStored(nodeCredentials, typeName));
		return credentials;
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		nodeCredentials: INodeCredentialsDetails,
		typeName: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		expressionValues?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads += 1;
		const data = structuredClone(this.getStored(nodeCredentials, typeName));
		if (raw) return data;
		return await this.applyDefaults(
			additionalData,
			data,
			typeName,
			mode,
			executeData,
			expressionValues,
		);
	}

	/**
	 * The data as a node gets them: fields the user left alone have their defaults, fields the form
	 * hides are missing, and expressions are resolved.
	 */
	async applyDefaults(
		additionalData: IWorkflowExecuteAdditionalData,
		data: ICredentialDataDecryptedObject,
		typeName: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const shown = (NodeHelpers.getNodeParameters(
			this.getCredentialsProperties(typeName),
			data as INodeParameters,
			true,
			false,
			null,
			null,
		) ?? {}) as INodeParameters;
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		const { expression } =
			values?.workflow ??
			new Workflow({
				nodes: [EXPRESSION_NODE],
				connections: {},
				active: false,
				nodeTypes: new PackageNodeTypes(this.loadedPackage),
			});
		return expression.getParameterValue(
			shown,
			values?.runExecutionData ?? null,
			values?.runIndex ?? 0,
			values?.itemIndex ?? 0,
			values?.node.name ?? EXPRESSION_NODE.name,
			values?.connectionInputData ?? [],
			mode,
			keys,
			executeData,
			false,
			shown,
		) as ICredentialDataDecryptedObject;
	}

	async updateCredentials(): Promise<void> {
		throw new UnexpectedError('The engine harness saves no credentials');
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		await this.updateCredentials();
	}

	getCredentialsProperties(typeName: string): INodeProperties[] {
		return this.getType(typeName).properties;
	}

	private getType(typeName: string): ICredentialType {
		const type = this.loadedPackage.credentialTypes[typeName];
		if (type === undefined) throw new UserError(`Unrecognized credential type: ${typeName}`);
		return type;
	}

	private getStored(
		nodeCredentials: INodeCredentialsDetails,
		typeName: string,
	): ICredentialDataDecryptedObject {
		if (!nodeCredentials.id) {
			throw new UserError(`Found credential "${nodeCredentials.name}" with no ID.`);
		}
		const data = this.stored.get(typeName);
		if (data === undefined) {
			throw new UserError(
				`Credential with ID "${nodeCredentials.id}" does not exist for type "${typeName}".`,
			);
		}
		return data;
	}
}
