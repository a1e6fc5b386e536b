import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";

/** Cuts all connections and takes no new ones for a while, as a host does that is down. */
export function connectionRefusal(server: FastifyInstance): (milliseconds: number) => void {
  let timer: NodeJS.Timeout | undefined;
  server.addHook("preClose", (done) => {
    clearTimeout(timer);
    done();
  });
  return (milliseconds) => {
    const listener = server.server;
    const address = listener.address();
    if (!isPort(address)) {
      return;
    }
    listener.close();
    listener.closeAllConnections();
    timer = setTimeout(() => listener.listen(address.port, address.address), milliseconds);
  };
}

function isPort(address: AddressInfo | string | null): address is AddressInfo {
  return typeof address === "object" && address !== null;
}
