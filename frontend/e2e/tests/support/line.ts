// A TCP proxy that can stop forwarding without closing the connection, as a laptop does while it sleeps.
import { type AddressInfo, type Socket, connect, createServer } from "node:net";

const STREAM = "GET /api/notifications/flux";

export class Line {
  private readonly streams = new Set<Socket>();
  private readonly dead = new Set<Socket>();
  private readonly all = new Set<Socket>();

  private readonly server = createServer((near) => {
    const far = connect(Number(this.service.port), this.service.hostname);
    near.on("data", (bytes) => {
      if (bytes.includes(STREAM)) this.streams.add(near);
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (!this.dead.has(near)) near.write(bytes);
    });
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.all.add(socket);
      socket.on("close", () => other.destroy());
      socket.on("error", () => other.destroy());
    }
  });

  private constructor(private readonly service: URL) {}

  /** Opens a proxy to the service at this address; clients connect to `url`. */
  static async open(service: string): Promise<Line> {
    const line = new Line(new URL(service));
    await new Promise<void>((ready) => line.server.listen(0, "localhost", ready));
    return line;
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Keeps the open event streams open and forwards nothing more to them. */
  silence(): void {
    for (const socket of this.streams) this.dead.add(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.all) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }
}
