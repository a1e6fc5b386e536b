import bowser from "bowser";
import { defineFunction, text } from "../function";

const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) " +
  "Version/5.1 Mobile/9B206 Safari/7534.48.3";

/** Adobe's device classes, by the ones that the library tells apart. */
const deviceClasses: Readonly<Record<string, string>> = {
  desktop: "Desktop",
  mobile: "Phone",
  tablet: "Tablet",
  tv: "TV",
  bot: "Robot",
};

interface UserAgent {
  readonly os: string;
  readonly osVersion: string;
  readonly agent: string;
  readonly agentVersion: string;
  readonly device: string;
}

/** What Yauaa, whose names the guide's device classes are, writes for what it does not know. */
const unknown = "Unknown";

function parse(words: string): UserAgent {
  // The library refuses an empty text.
  const { browser, os, platform } = bowser.parse(words === "" ? "-" : words);
  return {
    os: os.name || unknown,
    osVersion: os.version || unknown,
    agent: browser.name || unknown,
    agentVersion: browser.version || unknown,
    device: deviceClasses[platform.type ?? ""] ?? unknown,
  };
}

const major = (version: string): string => version.split(".")[0] ?? version;

function agentFunction(
  name: string,
  description: string,
  result: string,
  compute: (agent: UserAgent) => string,
) {
  return defineFunction({
    names: [name],
    description,
    returns: "The text; Unknown where the user agent does not say it.",
    returnType: "java.lang.String",
    example: `${name}("${iphone}")`,
    result: `"${result}"`,
    parameters: [text("userAgent", "The user agent, as a browser sends it.")],
    compute: ({ assume }, [words]) => {
      assume("userAgentLibrary");
      return compute(parse(words));
    },
  });
}

/** Adobe's category "User agent functions". */
export const userAgentFunctions = [
  agentFunction("ua_os_name", "The name of the operating system.", "iOS", ({ os }) => os),
  agentFunction(
    "ua_os_version_major",
    "The name of the operating system and its major version.",
    "iOS 5",
    ({ os, osVersion }) => `${os} ${major(osVersion)}`,
  ),
  agentFunction(
    "ua_os_version",
    "The version of the operating system.",
    "5.1.1",
    ({ osVersion }) => osVersion,
  ),
  agentFunction(
    "ua_os_name_version",
    "The name of the operating system and its version.",
    "iOS 5.1.1",
    ({ os, osVersion }) => `${os} ${osVersion}`,
  ),
  agentFunction("ua_agent_version", "The version of the browser.", "5.1", ({ agentVersion }) => agentVersion),
  agentFunction(
    "ua_agent_version_major",
    "The name of the browser and its major version.",
    "Safari 5",
    ({ agent, agentVersion }) => `${agent} ${major(agentVersion)}`,
  ),
  agentFunction("ua_agent_name", "The name of the browser.", "Safari", ({ agent }) => agent),
  agentFunction("ua_device_class", "The class of the device.", "Phone", ({ device }) => device),
];
