import { isGeneratedId } from '../../../../nodes/Impilo/order/create/generatedId';

it.each([
	['n8n-Ab3dEf6hIj9kLm2n-1042-0f3a91c2d4b7-run0-item3', true],
	['n8n-Ab3dEf6hIj9kLm2n-0f3a91c2d4b7-call17-item12', true],
	['of n8n-Ab3dEf6hIj9kLm2n-1042-0f3a91c2d4b7-run0-item3', false],
	['n8n-Ab3dEf6hIj9kLm2n-1042-0f3a91c2d4b7-run0-item3b', false],
	['n8n-PO-2026-0117', false],
])('isGeneratedId tells %s apart: %p', (id, isGenerated) => {
	expect(isGeneratedId(id)).toBe(isGenerated);
});
