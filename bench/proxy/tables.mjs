// How a proxy starts, and what many routes cost it. nginx has no such table and is left out of those.
import { execFile, execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { folder, ports, residentBytes } from "./systems.mjs";
import { pause } from "./streams.mjs";

const script = join(folder, "adds.lua");
writeFileSync(script, `local i = 0
local first = os.getenv("FIRST")
local body = '{"target":"http://127.0.0.1:${ports.backend}","user":"someone"}'
request = function() i = i + 1; return wrk.format("POST", "/api/routes/user/" .. first .. i, nil, body) end
`);

const program = join(folder, "routes");
execFileSync("gcc", ["-O2", "-Wall", "-o", program, join(import.meta.dirname, "routes.c")], { stdio: "inherit" });
const routes = async (verb, system, number) => (await promisify(execFile)(program, [verb, system.port + 1, number].map(String))).stdout.trim();

const ms = (text) => parseFloat(text) * (text.endsWith("us") ? 0.001 : text.endsWith("ms") ? 1 : 1000);

async function wrk(port, path, connections, seconds, more = [], environment = {}) {
  const words = ["-t1", `-c${connections}`, `-d${seconds}`, "--latency", ...more, `http://127.0.0.1:${port}${path}`];
  const { stdout } = await promisify(execFile)("wrk", words, { env: { ...process.env, ...environment } });
  if (/Non-2xx/.test(stdout)) throw new Error(stdout);
  return {
    perSecond: Number(/Requests\/sec:\s+(\S+)/.exec(stdout)[1]),
    p50: ms(/50%\s+(\S+)/.exec(stdout)[1]),
    p99: ms(/99%\s+(\S+)/.exec(stdout)[1]),
    most: ms(/Latency\s+\S+\s+\S+\s+(\S+)/.exec(stdout)[1]),
  };
}

let prefix = 0;
const add = (system, connections, seconds) => wrk(system.port + 1, "/", connections, seconds, ["-s", script], { FIRST: `${++prefix}-` });

async function count(system) {
  return Object.keys(await (await fetch(`http://127.0.0.1:${system.port + 1}/api/routes`)).json()).length;
}

async function fill(system) {
  while ((await count(system)) < 50_000) await add(system, 32, 1);
}

const hasTable = (system) => system.port !== ports.nginx;

/** From the start of the process to the first answer that came through it, and what it takes then. */
export async function start(system) {
  while (true) {
    try {
      if ((await fetch(`http://127.0.0.1:${system.port}/x`)).ok) break;
    } catch { await pause(1); }
  }
  const first = performance.now() - system.began;
  await pause(1500);
  return { "ms to the first answer": first, "MB when idle": residentBytes(system.pid) / 2 ** 20 };
}

/** How long adding a route takes when the table holds few and many. */
export async function adds(system, seconds, warm) {
  if (!hasTable(system)) return null;
  await routes("fill", system, 100);
  await routes("adds", system, warm);
  const figures = {};
  let size = 100;
  for (const next of [100, 10_000, 50_000]) {
    await routes("fill", system, next - size);
    size = next;
    const [p50, p99] = (await routes("adds", system, seconds)).split(" ").map(Number);
    figures[`p50 ms at ${size}`] = p50;
    figures[`p99 ms at ${size}`] = p99;
  }

  figures["per s, 32 at a time, 50,000"] = (await add(system, 32, Math.min(seconds, 3))).perSecond;
  return figures;
}

export async function throughput(system, seconds) {
  if (!hasTable(system)) return null;
  await wrk(system.port, "/x", 32, 4);
  const few = await wrk(system.port, "/x", 32, seconds);
  await fill(system);
  const many = await wrk(system.port, `/user/${prefix}-500/x`, 32, seconds);
  return { "per s, few": few.perSecond, "per s, 50,000": many.perSecond };
}

/** Latency of forwarding while the whole table is listed over and over. */
export async function listings(system, seconds) {
  if (!hasTable(system)) return null;
  await fill(system);
  const alone = await wrk(system.port, "/x", 8, seconds);
  const api = `http://127.0.0.1:${system.port + 1}/api/routes`;
  const child = spawn("sh", ["-c", `while :; do curl -s -o /dev/null ${api}; done`], { stdio: "ignore" });
  const beside = await wrk(system.port, "/x", 8, seconds);
  child.kill("SIGKILL");
  return { "p99 ms alone": alone.p99, "p99 ms beside": beside.p99, "longest ms alone": alone.most, "longest ms beside": beside.most };
}
