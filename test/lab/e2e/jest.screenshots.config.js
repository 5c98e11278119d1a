/**
 * Makes the pictures of the README anew, by the same means as the tests.
 *
 * @type {import('jest').Config}
 */
module.exports = { ...require('./jest.config'), testMatch: ['**/*.shots.ts'] };
