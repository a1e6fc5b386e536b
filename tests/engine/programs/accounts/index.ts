import * as pulumi from "@pulumi/pulumi";
import * as aep from "pulumi-aep";

/** An account with a password, what is read through it, and an account that has an inlet. */
const config = new pulumi.Config();

const account = new aep.BaseConnection("orders", {
  connectionSpec: "sftp",
  auth: {
    specName: "Basic Authentication for sftp",
    params: { host: "sftp.example.com", userName: "reader", password: config.require("password") },
  },
  testConnection: true,
});

new aep.SourceConnection("orders", {
  connectionSpec: "sftp",
  baseConnectionId: account.id,
  data: { format: "delimited", properties: { columnDelimiter: "," } },
  params: { path: "/orders", type: "folder", recursive: true },
});

const inlet = new aep.BaseConnection("inlet", {
  connectionSpec: "http-api",
  auth: { specName: "Streaming Connection", params: { dataType: "raw", sourceId: "orders", name: "Orders" } },
});

export const inletUrl = inlet.inletUrl;
