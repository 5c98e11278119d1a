import { addressRefusalsOf } from '../fields/addressRefusals';

/** What Impilo says about a site that is created or updated. */
export const SITE_REFUSALS = addressRefusalsOf('the site');
