import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** Accounts whose credentials come from the stack's secrets, from the environment, and from an explicit provider's own client. */
const config = new pulumi.Config();

const account = new aep.BaseConnection("configured", {
  description: "As it was made",
  connectionSpec: "sftp",
  auth: {
    specName: "Basic Authentication for sftp",
    params: { host: "sftp.example.com", userName: "reader", password: config.requireSecret("password") },
  },
});

new aep.SourceConnection("orders", {
  connectionSpec: "sftp",
  baseConnectionId: account.id,
  data: { format: "delimited", properties: { columnDelimiter: "," } },
  params: { path: "/orders", type: "folder", recursive: true },
});

new aep.BaseConnection("exported", {
  description: pulumi.interpolate`Signed with ${config.requireSecret("note")}`,
  connectionSpec: "sftp",
  auth: {
    specName: "SSH PublicKey Authentication for sftp",
    params: {
      host: "sftp.example.com",
      userName: "reader",
      privateKeyContent: process.env.SFTP_PRIVATE_KEY ?? "",
      passPhrase: process.env.SFTP_PASS_PHRASE ?? "",
    },
  },
});

const own = new aep.Provider("own", {
  clientId: "another-client",
  clientSecret: config.requireSecret("ownSecret"),
});
new aep.FieldGroup(
  "own",
  { title: "Made by another client", intendedToExtend: ["experienceevent"], fields: { email: "string" } },
  { provider: own },
);
