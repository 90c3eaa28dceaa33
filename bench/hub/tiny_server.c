/* The smallest single-user server: answers every request on the port of JUPYTERHUB_SERVICE_URL until it is told to end. */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";

static int port_of(const char *url)
{
    const char *host = url ? strstr(url, "://") : NULL;
    const char *colon = host ? strchr(host + 3, ':') : NULL;
    return colon ? atoi(colon + 1) : 0;
}

int main(void)
{
    int port = port_of(getenv("JUPYTERHUB_SERVICE_URL")), yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 5};
    char request[16384];

    if (port == 0) {
        fprintf(stderr, "JUPYTERHUB_SERVICE_URL names no port\n");
        return 2;
    }
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0) {
        perror("tiny_server");
        return 1;
    }
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0)
            continue;
        setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        if (recv(client, request, sizeof request, 0) > 0)
            send(client, answer, sizeof answer - 1, MSG_NOSIGNAL);
        close(client);
    }
}
