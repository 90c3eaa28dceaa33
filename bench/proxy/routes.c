// Routes for the benchmark, one request at a time as a hub makes them.
//   routes fill PORT COUNT       adds COUNT routes
//   routes adds PORT SECONDS     adds a route, deletes it, and so on: milliseconds an addition takes, median and p99
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int connection;
static char buffer[4096];

static void fail(const char *what) { perror(what); exit(1); }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void open_connection(int port) {
  int one = 1;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  connection = socket(AF_INET, SOCK_STREAM, 0);
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(connection, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
}

// The answers to both have no body: they end with their head, or with the one empty chunk that says so.
static void ask(const char *method, const char *name, long number, const char *status) {
  const char *body = *method == 'P' ? "{\"target\":\"http://127.0.0.1:8888\",\"user\":\"someone\"}" : "";
  char text[512];
  int length = snprintf(text, sizeof text, "%s /api/routes/user/%s-%ld HTTP/1.1\r\nHost: bench\r\nContent-Length: %zu\r\n\r\n%s", method, name, number, strlen(body), body);
  if (send(connection, text, length, MSG_NOSIGNAL) != length) fail("send");
  int have = 0;
  for (;;) {
    ssize_t got = recv(connection, buffer + have, sizeof buffer - 1 - have, 0);
    if (got <= 0) fail("recv");
    buffer[have += got] = 0;
    if (!strstr(buffer, "\r\n\r\n")) continue;
    if (!strcasestr(buffer, "transfer-encoding: chunked") || strstr(buffer, "0\r\n\r\n")) break;
  }
  if (strncmp(buffer + 9, status, 3)) { fprintf(stderr, "not %s: %s\n", status, buffer); exit(1); }
}

static int rising(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

static void measure(double seconds) {
  size_t room = 4000000, have = 0;
  double *took = calloc(room, sizeof *took), end = now() + seconds * 1000;
  for (long i = 0; have < room && now() < end; i++) {
    double began = now();
    ask("POST", "bench", i, "201");
    took[have++] = now() - began;
    ask("DELETE", "bench", i, "204");
  }
  qsort(took, have, sizeof *took, rising);
  printf("%.4f %.4f\n", took[have / 2], took[have * 99 / 100]);
}

int main(int count, char **words) {
  if (count < 4) return 2;
  open_connection(atoi(words[2]));
  if (!strcmp(words[1], "adds")) measure(atof(words[3]));
  else for (long i = 0; i < atol(words[3]); i++) ask("POST", "filled", getpid() * 1000000L + i, "201");
  return 0;
}
