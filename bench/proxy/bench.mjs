// Compares the proxy with configurable-http-proxy and nginx by alternating runs, and prints medians and ratios.
// node bench.mjs --ours path/Hub.Proxy.dll --chp path/configurable-http-proxy [--seconds 5] [--rounds 3] [--only name]
import { execFile } from "node:child_process";
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify, parseArgs } from "node:util";
import { cpuSeconds, ports, residentBytes, startBackend, systems } from "./systems.mjs";
import { echo, eventLatencies, openSocket, pause, startNodeBackend } from "./streams.mjs";

const { values: options } = parseArgs({ options: { ours: { type: "string" }, chp: { type: "string" }, seconds: { type: "string", default: "5" }, rounds: { type: "string", default: "3" }, only: { type: "string" } } });
const seconds = Number(options.seconds);
const upload = join(mkdtempSync(join(tmpdir(), "bench-proxy-")), "upload.lua");
writeFileSync(upload, 'wrk.method = "POST"\nwrk.body = string.rep("x", 1048576)\n');

async function wrk(system, path, connections, more = []) {
  const before = cpuSeconds(system.pid);
  const { stdout } = await promisify(execFile)("wrk", ["-t1", `-c${connections}`, `-d${seconds}`, "--latency", ...more, `http://127.0.0.1:${system.port}${path}`]);
  const requests = Number(/(\d+) requests in/.exec(stdout)[1]);
  if (/Non-2xx/.test(stdout)) throw new Error(stdout);
  const ms = (text) => parseFloat(text) * (text.endsWith("us") ? 0.001 : text.endsWith("ms") ? 1 : 1000);
  return {
    "per s": requests / seconds,
    "CPU s per 1000": ((cpuSeconds(system.pid) - before) / requests) * 1000,
    "p50 ms": ms(/50%\s+(\S+)/.exec(stdout)[1]),
    "p99 ms": ms(/99%\s+(\S+)/.exec(stdout)[1]),
  };
}

async function echoes(system) {
  const before = cpuSeconds(system.pid);
  const trips = await echo(system.port, 32, seconds);
  return { "per s": trips / seconds, "CPU s per 1000": ((cpuSeconds(system.pid) - before) / trips) * 1000 };
}

async function events(system) {
  const latencies = await eventLatencies(system.port, 20, seconds);
  return { "p50 ms": latencies[Math.floor(latencies.length * 0.5)], "p99 ms": latencies[Math.floor(latencies.length * 0.99)] };
}

async function idleSockets(system) {
  const count = 3000;
  const before = residentBytes(system.pid);
  const sockets = [];
  while (sockets.length < count) sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => openSocket(system.port)))));
  await pause(3000);
  const bytes = (residentBytes(system.pid) - before) / count;
  sockets.forEach((socket) => socket.destroy());
  await pause(500);
  return { "kB each": bytes / 1024 };
}

async function addRoutes(system) {
  const times = [];
  const api = system.port + 1;
  const body = JSON.stringify({ target: `http://127.0.0.1:${ports.backend}` });
  for (let i = 0; i < 3000; i++) {
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${api}/api/routes/user/u${i}`, { method: "POST", body });
    await answer.arrayBuffer();
    if (answer.status !== 201) throw new Error(`route: ${answer.status}`);
    if (i >= 500) times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { "p50 ms": times[times.length >> 1], "p99 ms": times[Math.floor(times.length * 0.99)] };
}

const cases = {
  "GET, 1 connection": (s) => wrk(s, "/x", 1),
  "GET, 32 connections": (s) => wrk(s, "/x", 32),
  "GET, 256 connections": (s) => wrk(s, "/x", 256),
  "new connection each": (s) => wrk(s, "/x", 32, ["-H", "Connection: close"]),
  "1 MB bodies": (s) => wrk(s, "/big", 16),
  "1 MB uploads": (s) => wrk(s, "/x", 16, ["-s", upload]),
  "WebSocket round trips": echoes,
  "event latency": events,
  "idle WebSockets": idleSockets,
  "adding routes": async (s) => (s.port === ports.nginx ? null : addRoutes(s)),
};

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const backend = await startBackend();
const node = await startNodeBackend();
const running = {};
for (const [name, start] of Object.entries(systems)) {
  if (name === "chp" && !options.chp) continue;
  running[name] = await start(options);
  await pause(1500);
  console.log(`${name}: listens after ${running[name].startMs.toFixed(0)} ms, idle at ${(residentBytes(running[name].pid) / 2 ** 20).toFixed(0)} MB`);
}
for (const name of ["ours", "chp"]) {
  if (!running[name]) continue;
  await fetch(`http://127.0.0.1:${running[name].port + 1}/api/routes/node`, { method: "POST", body: JSON.stringify({ target: `http://127.0.0.1:${ports.node}` }) });
}

process.on("exit", () => [...Object.values(running), backend].forEach((system) => system.stop()));
console.log("\n| case | figure | ours | CHP | nginx | ours / CHP | ours / nginx |\n| --- | --- | --- | --- | --- | --- | --- |");
for (const [title, run] of Object.entries(cases)) {
  if (options.only && !title.includes(options.only)) continue;
  const results = {};
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [name, system] of Object.entries(running)) {
      const figures = await run(system);
      for (const [figure, value] of Object.entries(figures ?? {})) ((results[figure] ??= {})[name] ??= []).push(value);
    }
  }
  for (const [figure, by] of Object.entries(results)) {
    const [ours, chp, nginx] = ["ours", "chp", "nginx"].map((name) => (by[name] ? median(by[name]) : undefined));
    const show = (n) => (n === undefined ? "" : n >= 100 ? n.toFixed(0) : n.toPrecision(3));
    console.log(`| ${title} | ${figure} | ${show(ours)} | ${show(chp)} | ${show(nginx)} | ${show(chp && ours / chp)} | ${show(nginx && ours / nginx)} |`);
  }
}

process.exit(0);
