// A line to the service that can go dead without a word, as a laptop's does while it sleeps: nobody is told, nothing comes.
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

  /** A line to the service at this address; `url` is its near end. */
  static async open(service: string): Promise<Line> {
    const line = new Line(new URL(service));
    await new Promise<void>((ready) => line.server.listen(0, "localhost", ready));
    return line;
  }

  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** The event streams that are open now stay open, and bring nothing any more. */
  silence(): void {
    for (const socket of this.streams) this.dead.add(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.all) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }
}
