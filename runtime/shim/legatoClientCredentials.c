/*
 * Gives a Legato server the true process, user and group of its clients while it runs under `legato-api runtime`.
 *
 * The runtime relays every session, so the kernel answers SO_PEERCRED on a session socket with the runtime's pid, and with it
 * le_msg_GetClientProcessId() and friends. The relay's end of the socket bears the truth in its abstract name,
 * "\0legato-relay/PID/UID/GID/RELAYPID.N"; this library, preloaded into the server, reads it back.
 *
 * Every other socket and option is left to the C library. A name is believed only if the kernel says that the peer is the relay that
 * the name speaks of, and that it is our own user's or root's.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef int (*getsockopt_t)(int, int, int, void *, socklen_t *);

static int relayedCredentials(int fd, const struct ucred *peer, struct ucred *client)
{
    struct sockaddr_un address;
    socklen_t length = sizeof(address);
    char name[sizeof(address.sun_path) + 1];
    int pid, relay, end = 0;
    unsigned uid, gid;

    if (getpeername(fd, (struct sockaddr *)&address, &length) != 0 || address.sun_family != AF_UNIX
        || length <= offsetof(struct sockaddr_un, sun_path) + 1 || length > sizeof(address) || address.sun_path[0] != '\0')
    {
        return 0;
    }
    size_t size = length - offsetof(struct sockaddr_un, sun_path) - 1;
    memcpy(name, address.sun_path + 1, size);
    name[size] = '\0';
    if (sscanf(name, "legato-relay/%d/%u/%u/%d.%*u%n", &pid, &uid, &gid, &relay, &end) != 4 || end != (int)size)
    {
        return 0;
    }
    if (relay != peer->pid || (peer->uid != geteuid() && peer->uid != 0))
    {
        return 0;
    }
    client->pid = pid;
    client->uid = uid;
    client->gid = gid;
    return 1;
}

int getsockopt(int fd, int level, int option, void *restrict value, socklen_t *restrict length)
{
    static getsockopt_t next;
    if (next == NULL)
    {
        next = (getsockopt_t)dlsym(RTLD_NEXT, "getsockopt");
    }
    int result = next(fd, level, option, value, length);
    if (result == 0 && level == SOL_SOCKET && option == SO_PEERCRED && *length == sizeof(struct ucred))
    {
        struct ucred client;
        if (relayedCredentials(fd, value, &client))
        {
            memcpy(value, &client, sizeof(client));
        }
    }
    return result;
}
