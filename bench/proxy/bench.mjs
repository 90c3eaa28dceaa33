// Compares the proxy with configurable-http-proxy and nginx by alternating runs, and prints medians and ratios.
// node bench.mjs --ours path/Hub.Proxy.dll --chp path/configurable-http-proxy [--seconds 5] [--rounds 3] [--warm 4] [--only name]
// Each case first runs for --warm seconds that do not count: all three get the time their compilers and caches take.
import { execFile } from "node:child_process";
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify, parseArgs } from "node:util";
import { accepts, cpuSeconds, ports, residentBytes, startBackend, systems } from "./systems.mjs";
import { adds, listings, start, throughput } from "./tables.mjs";
import { echo, eventLatencies, openSockets, pause, startStreams } from "./streams.mjs";

const { values: options } = parseArgs({ options: { ours: { type: "string" }, chp: { type: "string" }, seconds: { type: "string", default: "5" }, rounds: { type: "string", default: "3" }, warm: { type: "string", default: "4" }, only: { type: "string" } } });
let seconds = Number(options.seconds);
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
    "p50 ms": ms(/^\s+50%\s+(\S+)/m.exec(stdout)[1]),
    "p99 ms": ms(/^\s+99%\s+(\S+)/m.exec(stdout)[1]),
  };
}

async function echoes(system) {
  const before = cpuSeconds(system.pid);
  const perSecond = await echo(system.port, 32, seconds);
  return { "per s": perSecond, "CPU s per 1000": ((cpuSeconds(system.pid) - before) / (perSecond * seconds)) * 1000 };
}

async function events(system) {
  const [p50, p99] = await eventLatencies(system.port, 20, seconds);
  return { "p50 ms": p50, "p99 ms": p99 };
}

async function idleSockets(system) {
  const count = 5000;
  const before = residentBytes(system.pid);
  const close = await openSockets(system.port, count);
  await pause(2000);
  const bytes = (residentBytes(system.pid) - before) / count;
  close();
  return { "kB each": bytes / 1024 };
}

const cases = {
  "GET, 1 connection": (s) => wrk(s, "/x", 1),
  "GET, 32 connections": (s) => wrk(s, "/x", 32),
  "GET, 256 connections": (s) => wrk(s, "/x", 256),
  "new connection each": (s) => wrk(s, "/x", 32, ["-H", "Connection: close"]),
  "1 MB bodies": (s) => wrk(s, "/big", 16),
  "1 MB uploads": (s) => wrk(s, "/node/upload", 16, ["-s", upload]),
  "WebSocket round trips": echoes,
  "event latency": events,
};

// These begin with a process of their own, so that nothing of what ran before shows.
const freshCases = {
  "5,000 idle WebSockets": idleSockets,
  "start": start,
  "adding routes": (s) => adds(s, seconds, Number(options.warm)),
  "throughput with routes": (s) => throughput(s, seconds),
  "listing 50,000 routes": (s) => listings(s, seconds),
};

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const backend = await startBackend();
const streams = await startStreams();
const running = {};

async function launch(name) {
  running[name]?.stop();
  await running[name]?.ended;
  const system = await systems[name](options);
  running[name] = system;
  if (name === "nginx") return system;
  while (!(await accepts(system.port + 1))) await pause(1);
  await fetch(`http://127.0.0.1:${system.port + 1}/api/routes/node`, { method: "POST", body: JSON.stringify({ target: `http://127.0.0.1:${ports.streams}` }) });
  return system;
}

for (const name of Object.keys(systems)) {
  if (name === "chp" && !options.chp) continue;
  await launch(name);
}

function show(title, results) {
  for (const [figure, by] of Object.entries(results)) {
    const [ours, chp, nginx] = ["ours", "chp", "nginx"].map((name) => (by[name] ? median(by[name]) : undefined));
    const text = (n) => (n === undefined ? "" : n >= 100 ? n.toFixed(0) : n.toPrecision(3));
    console.log(`| ${title} | ${figure} | ${text(ours)} | ${text(chp)} | ${text(nginx)} | ${text(chp && ours / chp)} | ${text(nginx && ours / nginx)} |`);
  }
}

process.on("exit", () => [...Object.values(running), backend, streams].forEach((system) => system.stop()));
console.log("\n| case | figure | ours | CHP | nginx | ours / CHP | ours / nginx |\n| --- | --- | --- | --- | --- | --- | --- |");
for (const [title, run] of Object.entries({ ...cases, ...freshCases })) {
  if (options.only && !title.includes(options.only)) continue;
  const results = {};
  const isFresh = title in freshCases;
  if (!isFresh && Number(options.warm) > 0) {
    seconds = Number(options.warm);
    for (const system of Object.values(running)) await run(system);
    seconds = Number(options.seconds);
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const name of Object.keys(running)) {
      const figures = await run(isFresh ? await launch(name) : running[name]);
      for (const [figure, value] of Object.entries(figures ?? {})) ((results[figure] ??= {})[name] ??= []).push(value);
    }
  }
  show(title, results);
}

process.exit(0);
