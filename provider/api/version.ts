/** Of this package; sent as User-Agent. A test holds it equal to package.json. */
export const PACKAGE_VERSION = "0.1.0";
