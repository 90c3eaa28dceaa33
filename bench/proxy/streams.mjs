// WebSockets and event streams, by the program made from streams.c.
import { execFile, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { folder, ports, start } from "./systems.mjs";

const program = join(folder, "streams");
execFileSync("gcc", ["-O2", "-Wall", "-o", program, join(import.meta.dirname, "streams.c")], { stdio: "inherit" });

const run = async (...words) => (await promisify(execFile)(program, words.map(String))).stdout.trim();

export const startStreams = () => start(program, ["serve", ports.streams], ports.streams);

/** Round trips per second of short messages on some sockets at a time. */
export const echo = async (port, connections, seconds) => Number(await run("echo", port, connections, seconds));

/** Milliseconds from an event's sending to its arrival: median and p99. */
export const eventLatencies = async (port, connections, seconds) => (await run("events", port, connections, seconds)).split(" ").map(Number);

/** Opens WebSockets; what comes back closes them. */
export function openSockets(port, connections) {
  const child = spawn(program, ["idle", port, connections].map(String), { stdio: ["pipe", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.stdout.once("data", () => resolve(() => child.stdin.end()));
    child.once("exit", (code) => reject(new Error(`streams idle ended with ${code}`)));
  });
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
