import { ApiError } from "./errors";

/**
 * `undefined` only when the service itself says that the object does not exist. Everything else that keeps an object
 * from being seen (no permission, a proxy's 404, an outage) stays an error: a refresh would drop the object otherwise.
 */
export async function definitely<Found>(look: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ApiError && error.reason === "notFound") return undefined;
    throw error;
  }
}
