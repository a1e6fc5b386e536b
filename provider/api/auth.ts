import type { Settings } from "./settings";
import { requestToken, type SecretCredentials, type TokenDependencies } from "./token-request";

/** Gives access tokens; shared by every call of the process. */
export interface Authorization {
  /** A token that is good for a while yet. Concurrent callers share one request. */
  token(): Promise<string>;
  /**
   * A token in the place of one that AEP refused. Callers that were refused with the same token share one request; one that was
   * refused with an older token gets the present one. Undefined when there is no way to get another one.
   */
  renewed(refused: string): Promise<string | undefined>;
  /** AEP took a request with this token. */
  accepted(token: string): void;
  /** What to do about a refused token, for the reader of an error. */
  readonly advice: string;
  /** Values that must appear in no text: every token that was had is among them, because AEP may quote one late. */
  secrets(): readonly string[];
}

export function createAuthorization(settings: Settings, dependencies: TokenDependencies): Authorization {
  const { credentials } = settings;
  return "accessToken" in credentials
    ? givenToken(credentials.accessToken)
    : fetchedTokens(settings.imsUrl, credentials, dependencies);
}

function givenToken(accessToken: string): Authorization {
  return {
    token: async () => accessToken,
    renewed: async () => undefined,
    accepted: () => {},
    advice:
      "The access token in AEP_ACCESS_TOKEN (aep:accessToken) has expired or is not valid; Adobe's live about 24 hours and a given one " +
      "is never renewed. Set a new one, or set AEP_CLIENT_SECRET instead so that tokens are fetched as needed.",
    secrets: () => [accessToken],
  };
}

/** A fetch under way, or what the last one came to; a failure is kept for a while, too, so that fifty calls do not fail one by one. */
type State =
  | { readonly kind: "fetching"; readonly result: Promise<string> }
  | {
      readonly kind: "fetched";
      readonly token: string;
      readonly renewAt: number;
      /** It took the place of a refused one, and AEP has not accepted it yet. */
      readonly onTrial: boolean;
    }
  | { readonly kind: "failed"; readonly error: unknown; readonly until: number };

const FAILURE_KEPT_MILLISECONDS = 10_000;

/** A token is renewed when less than this part of its life is left, or less than this time, whichever is shorter. */
const RENEWAL_MARGIN = 0.1;
const LONGEST_RENEWAL_MARGIN_MILLISECONDS = 5 * 60_000;

function fetchedTokens(
  imsUrl: string,
  credentials: SecretCredentials,
  dependencies: TokenDependencies,
): Authorization {
  const { clock } = dependencies;
  const secrets = new Set([credentials.clientSecret]);
  let state: State | undefined;

  function fetchOnce(onTrial: boolean): Promise<string> {
    const result = requestToken(imsUrl, credentials, dependencies).then(
      ({ token, lifeMilliseconds }) => {
        secrets.add(token);
        const margin = Math.min(lifeMilliseconds * RENEWAL_MARGIN, LONGEST_RENEWAL_MARGIN_MILLISECONDS);
        state = { kind: "fetched", token, renewAt: clock.now() + lifeMilliseconds - margin, onTrial };
        return token;
      },
      (error: unknown) => {
        state = { kind: "failed", error, until: clock.now() + FAILURE_KEPT_MILLISECONDS };
        throw error;
      },
    );
    state = { kind: "fetching", result };
    return result;
  }

  async function token(): Promise<string> {
    if (state?.kind === "fetching") return state.result;
    if (state?.kind === "fetched" && clock.now() < state.renewAt) return state.token;
    if (state?.kind === "failed" && clock.now() < state.until) throw state.error;
    return fetchOnce(false);
  }

  return {
    token,
    renewed: async (refused) => {
      if (state?.kind !== "fetched" || state.token !== refused) return token();
      // Two in a row: it is not the token. A third one for each call would be a storm.
      return state.onTrial ? undefined : fetchOnce(true);
    },
    accepted: (token) => {
      if (state?.kind === "fetched" && state.token === token && state.onTrial)
        state = { ...state, onTrial: false };
    },
    advice:
      `AEP refused a token that was fetched just before. Check that the client ${credentials.clientId} belongs to the organization in ` +
      "aep:orgId (AEP_ORG_ID) and that its project in the Adobe Developer Console has the Experience Platform API.",
    secrets: () => [...secrets],
  };
}
