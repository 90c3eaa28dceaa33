// WebSockets and event streams: a backend, and clients that measure. Frames are opaque to a proxy, so bytes are enough.
import http from "node:http";
import net from "node:net";
import { ports } from "./systems.mjs";

const handshake = (path) => `GET ${path} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

export function startNodeBackend() {
  const server = http.createServer((request, response) => {
    // An event stream: each event tells when it was sent.
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const timer = setInterval(() => response.write(`data: ${performance.now()}\n\n`), 10);
    response.on("close", () => clearInterval(timer));
  });
  server.on("upgrade", (request, socket) => {
    socket.setNoDelay(true);
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.pipe(socket);
    socket.on("error", () => socket.destroy());
  });
  return new Promise((resolve) => server.listen(ports.node, "127.0.0.1", 8192, () => resolve(server)));
}

export function openSocket(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true }, () => socket.write(handshake("/node/ws")));
    socket.once("error", reject);
    socket.once("data", (head) => (head.toString("latin1").startsWith("HTTP/1.1 101") ? resolve(socket) : reject(new Error(String(head)))));
  });
}

/** Round trips per second of short messages on some sockets at a time. */
export async function echo(port, connections, seconds) {
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(port)));
  const frame = Buffer.concat([Buffer.from([0x81, 0xa0, 0, 0, 0, 0]), Buffer.alloc(32, "x")]);
  let trips = 0;
  for (const socket of sockets) {
    let missing = frame.length;
    socket.on("data", (data) => {
      missing -= data.length;
      if (missing > 0) return;
      missing = frame.length;
      trips++;
      socket.write(frame);
    });
    socket.write(frame);
  }
  await pause(seconds * 1000);
  const result = trips;
  sockets.forEach((socket) => socket.destroy());
  return result;
}

/** Milliseconds from an event's sending to its arrival, sorted. */
export async function eventLatencies(port, connections, seconds) {
  const latencies = [];
  const requests = Array.from({ length: connections }, () => http.get({ port, host: "127.0.0.1", path: "/node/events", agent: false }, (response) => {
    response.setEncoding("latin1");
    response.on("data", (text) => { for (const match of text.matchAll(/data: ([\d.]+)/g)) latencies.push(performance.now() - Number(match[1])); });
    response.on("error", () => {});
  }));
  requests.forEach((request) => request.on("error", () => {}));
  await pause(seconds * 1000);
  requests.forEach((request) => request.destroy());
  return latencies.slice(Math.floor(latencies.length / 5)).sort((a, b) => a - b);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
