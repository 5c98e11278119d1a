module.exports = {
	Impilo: require('./dist/nodes/Impilo/Impilo.node.js').Impilo,
	ImpiloApi: require('./dist/credentials/ImpiloApi.credentials.js').ImpiloApi,
};
