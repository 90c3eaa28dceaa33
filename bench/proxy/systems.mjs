// The proxies that are compared, each started the same way: one route, everything to one backend.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import net from "node:net";

export const folder = mkdtempSync(join(tmpdir(), "bench-proxy-"));

export const ports = { backend: 19120, streams: 19121, ours: 19130, oursApi: 19131, chp: 19140, chpApi: 19141, nginx: 19150 };

function nginxConfiguration(name, workers, server) {
  const file = join(folder, `${name}.conf`);
  writeFileSync(file, `${process.getuid() === 0 ? "user root;" : ""} worker_processes ${workers}; daemon off; pid ${folder}/${name}.pid; error_log ${folder}/${name}.log;
events { worker_connections 30000; }
http {
  access_log off; client_max_body_size 0; keepalive_requests 1000000000; keepalive_timeout 300s;
  client_body_temp_path ${folder}/${name}-body; proxy_temp_path ${folder}/${name}-proxy;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream fast { server 127.0.0.1:${ports.backend}; keepalive 256; keepalive_requests 1000000000; }
  upstream node { server 127.0.0.1:${ports.streams}; keepalive 256; keepalive_requests 1000000000; }
  ${server}
}`);
  return file;
}

const proxyHeaders = `proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Port $server_port; proxy_set_header X-Forwarded-Host $http_host;
    proxy_buffering off; proxy_request_buffering off; proxy_read_timeout 1h;`;

export function startBackend() {
  writeFileSync(join(folder, "big"), Buffer.alloc(1 << 20, "x"));
  const file = nginxConfiguration("backend", 1, `server { listen 127.0.0.1:${ports.backend} backlog=8192;
    location / { default_type text/plain; return 200 "A small body, as most answers are.\\n"; }
    location /big { alias ${folder}/big; } }`);
  return start("nginx", ["-c", file], ports.backend);
}

export const systems = {
  ours: (options) => start("dotnet", [options.ours, "--ip", "127.0.0.1", "--port", ports.ours, "--api-ip", "127.0.0.1", "--api-port", ports.oursApi, "--log-level", "error", ...targets()], ports.ours),
  chp: (options) => start("node", [options.chp, "--ip", "127.0.0.1", "--port", ports.chp, "--api-ip", "127.0.0.1", "--api-port", ports.chpApi, "--log-level", "error", ...targets()], ports.chp),
  nginx: () => start("nginx", ["-c", nginxConfiguration("proxy", 2, `server { listen 127.0.0.1:${ports.nginx} backlog=8192;
    location / { ${proxyHeaders} proxy_pass http://fast; } location /node { ${proxyHeaders} proxy_pass http://node; } }`)], ports.nginx),
};

function targets() {
  return ["--default-target", `http://127.0.0.1:${ports.backend}`];
}

export async function start(command, args, port) {
  const began = performance.now();
  const child = spawn(command, args.map(String), { stdio: "ignore" });
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { pid: child.pid, port, began, startMs: performance.now() - began, ended, stop: () => child.kill("SIGTERM") };
}

export function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => { socket.destroy(); resolve(true); });
    socket.on("error", () => resolve(false));
  });
}

/** A process and all its children. */
function tree(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    try { return readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean); } catch { return []; }
  });
  return [pid, ...children.flatMap((child) => tree(Number(child)))];
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"]));

/** CPU seconds the tree has used. */
export function cpuSeconds(pid) {
  return tree(pid).reduce((sum, id) => {
    const fields = readFileSync(`/proc/${id}/stat`, "utf8").split(") ")[1].split(" ");
    return sum + (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }, 0);
}

/** Resident bytes of the tree, shared pages counted once per process. */
export function residentBytes(pid) {
  return tree(pid).reduce((sum, id) => sum + 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0), 0);
}
