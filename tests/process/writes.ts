/** What a change in place costs, as `describeRequests` words it: by the way in which the service is written. */
export const wholeWrite = (collection: string) => [`GET ${collection}`, `PUT ${collection}`];
export const registryWrite = (collection: string) => [`GET ${collection}`, `PATCH ${collection}`];
export const conditionalWrite = (collection: string) => [`PATCH ${collection} If-Match`];
