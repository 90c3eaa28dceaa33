// WebSockets and event streams for the benchmark: a backend, and clients that measure. In C, because on a small machine a
// client that needs as much time as the proxy measures itself. Frames are opaque to a proxy, so bytes are enough.
//   streams serve PORT                            echoes upgraded connections, answers uploads, and sends all others an event every 10 ms
//   streams echo PORT CONNECTIONS SECONDS         round trips of short messages
//   streams events PORT CONNECTIONS SECONDS       milliseconds from an event's sending to its arrival: median and p99
//   streams idle PORT CONNECTIONS                 opens WebSockets, says "open", and closes them when its input ends
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 65536, FRAME = 38 };
enum { NEW, ECHO, EVENTS, UPLOAD };
static char kind[MOST];
static long left[MOST];
static char buffer[65536];

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void fail(const char *what) { perror(what); exit(1); }

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return to;
}

static void watch(int poll, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void no_delay(int fd) {
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

static void say(int fd, const char *text, size_t length) {
  if (send(fd, text, length, MSG_NOSIGNAL) != (ssize_t)length && errno != EPIPE && errno != ECONNRESET) fail("send");
}

// Answers when all has come: a server that answers earlier leaves it to the proxy whether the rest is sent at all.
static void take(int fd, ssize_t count) {
  if ((left[fd] -= count) > 0) return;
  const char *answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  kind[fd] = NEW;
  say(fd, answer, strlen(answer));
}

static void greet(int fd, ssize_t count) {
  buffer[count] = 0;
  const char *end = strstr(buffer, "\r\n\r\n"), *length = strcasestr(buffer, "\ncontent-length:");
  if (!strncmp(buffer, "POST ", 5) && end && length) {
    kind[fd] = UPLOAD;
    left[fd] = atol(length + 16);
    take(fd, count - (end + 4 - buffer));
    return;
  }

  if (strcasestr(buffer, "upgrade: websocket")) {
    kind[fd] = ECHO;
    const char *answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    say(fd, answer, strlen(answer));
  } else {
    kind[fd] = EVENTS;
    const char *answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    say(fd, answer, strlen(answer));
  }
}

static void serve(int port) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1, poll = epoll_create1(0), clock = timerfd_create(CLOCK_MONOTONIC, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  struct sockaddr_in at = loopback(port);
  if (bind(listener, (struct sockaddr *)&at, sizeof at) < 0 || listen(listener, 8192) < 0) fail("listen");
  struct itimerspec every = {{0, 10000000}, {0, 10000000}};
  timerfd_settime(clock, 0, &every, NULL);
  watch(poll, listener);
  watch(poll, clock);
  struct epoll_event events[256];
  int top = 0;
  for (;;) {
    int count = epoll_wait(poll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int client = accept(listener, NULL, NULL);
        if (client < 0 || client >= MOST) fail("accept");
        no_delay(client);
        kind[client] = NEW;
        if (client > top) top = client;
        watch(poll, client);
      } else if (fd == clock) {
        unsigned long long ticks;
        if (read(clock, &ticks, sizeof ticks) < 0) fail("timer");
        for (int to = 0; to <= top; to++) {
          if (kind[to] != EVENTS) continue;
          char text[64], chunk[96];
          int length = snprintf(text, sizeof text, "data: %.6f\n\n", now());
          say(to, chunk, snprintf(chunk, sizeof chunk, "%x\r\n%s\r\n", length, text));
        }
      } else {
        ssize_t got = recv(fd, buffer, sizeof buffer - 1, 0);
        if (got <= 0) { kind[fd] = NEW; close(fd); }
        else if (kind[fd] == NEW) greet(fd, got);
        else if (kind[fd] == ECHO) say(fd, buffer, got);
        else if (kind[fd] == UPLOAD) take(fd, got);
      }
    }
  }
}

static int ask(int port, const char *path, int upgrade) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in to = loopback(port);
  if (fd < 0 || fd >= MOST || connect(fd, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
  no_delay(fd);
  char text[512];
  const char *more = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
  say(fd, text, snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: bench\r\n%s\r\n", path, upgrade ? more : ""));
  if (!upgrade) return fd;
  ssize_t got = recv(fd, buffer, sizeof buffer - 1, 0);
  if (got < 12 || strncmp(buffer, "HTTP/1.1 101", 12)) { fprintf(stderr, "no WebSocket: %.*s\n", (int)got, buffer); exit(1); }
  return fd;
}

static void echo(int port, int connections, double seconds) {
  static int missing[MOST];
  char frame[FRAME] = {(char)0x81, (char)0xa0};
  int poll = epoll_create1(0);
  for (int i = 0; i < connections; i++) {
    int fd = ask(port, "/node/ws", 1);
    watch(poll, fd);
    missing[fd] = FRAME;
    say(fd, frame, FRAME);
  }
  struct epoll_event events[256];
  long trips = 0;
  double began = now(), end = began + seconds * 1000;
  while (now() < end) {
    int count = epoll_wait(poll, events, 256, 100);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      ssize_t got = recv(fd, buffer, sizeof buffer, 0);
      if (got <= 0) fail("closed");
      if ((missing[fd] -= got) > 0) continue;
      missing[fd] = FRAME;
      trips++;
      say(fd, frame, FRAME);
    }
  }
  printf("%.0f\n", trips / (now() - began) * 1000);
}

static int rising(const void *a, const void *b) { return *(double *)a < *(double *)b ? -1 : 1; }

static void listen_to_events(int port, int connections, double seconds) {
  int poll = epoll_create1(0);
  for (int i = 0; i < connections; i++) watch(poll, ask(port, "/node/events", 0));
  size_t room = (size_t)(connections * seconds * 110), have = 0;
  double *latencies = calloc(room, sizeof *latencies), began = now();
  struct epoll_event events[256];
  while (now() < began + seconds * 1000) {
    int count = epoll_wait(poll, events, 256, 100);
    for (int i = 0; i < count; i++) {
      ssize_t got = recv(events[i].data.fd, buffer, sizeof buffer - 1, 0);
      if (got <= 0) fail("closed");
      double arrived = now();
      buffer[got] = 0;
      // The first fifth is for warming up.
      for (char *at = buffer; (at = strstr(at, "data: ")) != NULL; at++)
        if (have < room && arrived > began + seconds * 200) latencies[have++] = arrived - strtod(at + 6, NULL);
    }
  }
  qsort(latencies, have, sizeof *latencies, rising);
  printf("%.4f %.4f\n", latencies[have / 2], latencies[have * 99 / 100]);
}

int main(int count, char **words) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  int port = count > 2 ? atoi(words[2]) : 0, connections = count > 3 ? atoi(words[3]) : 0;
  double seconds = count > 4 ? atof(words[4]) : 0;
  if (port == 0) return 2;
  if (!strcmp(words[1], "serve")) serve(port);
  else if (!strcmp(words[1], "echo")) echo(port, connections, seconds);
  else if (!strcmp(words[1], "events")) listen_to_events(port, connections, seconds);
  else if (!strcmp(words[1], "idle")) {
    for (int i = 0; i < connections; i++) ask(port, "/node/ws", 1);
    puts("open");
    fflush(stdout);
    while (read(0, buffer, sizeof buffer) > 0) { }
  }
  return 0;
}
