/*
 * How long opening a session, a call and the notice of a client's death take over a service directory.
 *
 * Usage: relay_bench FOLDER NAME COUNT [apart|together|hold]. The program is server and client: the server in a child process, the client here, clients that
 * get killed in further children. Prints one line a measurement: what, then COUNT times in nanoseconds. Knows only what
 * legato-ipc.md says; a message has 276 bytes, so a record 284.
 *
 * Whether the scheduler happens to put client and server on one processor or on two makes a factor of seven in a call without any relay. So
 * `apart` gives each a processor of its own (fails where there is but one), `together` makes them share one. With `hold` it opens COUNT sessions instead, prints `held`, and keeps them
 * until standard input ends.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE = 276, RECORD = 8 + MESSAGE, WARM_UP = 200, SESSIONS = 4096 };

/* When the server last saw the end of a session; 0 after the client has read it. */
static volatile int64_t *sawEnd;

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void check(int ok, const char *what)
{
    if (!ok)
    {
        perror(what);
        exit(1);
    }
}

/* Puts this process, and those it forks, on the allowed processor with this index. */
static void stayOn(int index)
{
    cpu_set_t allowed, one;
    check(sched_getaffinity(0, sizeof(allowed), &allowed) == 0, "sched_getaffinity");
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
    {
        if (CPU_ISSET(cpu, &allowed) && index-- == 0)
        {
            CPU_SET(cpu, &one);
        }
    }
    check(sched_setaffinity(0, sizeof(one), &one) == 0, "a processor for each peer");
}

static int connectTo(const char *folder, const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s", folder, name);
    int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    check(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0, address.sun_path);
    return fd;
}

static void describe(char *packet, const char *interface)
{
    memset(packet, 0, 272);
    *(uint64_t *)packet = MESSAGE;
    strcpy(packet + 8, "464c4857c693006fb7b0ec663aa1fac7");
    strcpy(packet + 136, interface);
}

static int receiveDescriptor(int fd)
{
    char byte, control[CMSG_SPACE(sizeof(int))];
    struct iovec data = { &byte, 1 };
    struct msghdr header = { .msg_iov = &data, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
    ssize_t length = recvmsg(fd, &header, 0);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    if (length != 0 || rights == NULL)
    {
        return -1;
    }
    int passed;
    memcpy(&passed, CMSG_DATA(rights), sizeof(passed));
    return passed;
}

static void serve(const char *folder, const char *interface)
{
    static struct pollfd fds[SESSIONS];
    int count = 1;
    char packet[RECORD];
    describe(packet, interface);
    fds[0] = (struct pollfd){ connectTo(folder, "serviceDirectoryServer"), POLLIN, 0 };
    check(send(fds[0].fd, packet, 264, 0) == 264, "advertise");
    for (;;)
    {
        poll(fds, count, -1);
        for (int i = 1; i < count; i++)
        {
            if (fds[i].revents & POLLIN)
            {
                ssize_t length = recv(fds[i].fd, packet, sizeof(packet), MSG_DONTWAIT);
                if (length == RECORD)
                {
                    send(fds[i].fd, packet, RECORD, MSG_NOSIGNAL);
                    continue;
                }
            }
            if (fds[i].revents & (POLLIN | POLLHUP | POLLERR))
            {
                *sawEnd = now();
                close(fds[i].fd);
                fds[i--] = fds[--count];
            }
        }
        if (fds[0].revents)
        {
            int session = receiveDescriptor(fds[0].fd);
            if (session < 0)
            {
                exit(0);
            }
            int32_t welcome = 0;
            send(session, &welcome, sizeof(welcome), MSG_NOSIGNAL);
            fds[count++] = (struct pollfd){ session, POLLIN, 0 };
        }
    }
}

static int openSession(const char *folder, const char *interface)
{
    char packet[272];
    int32_t code = -1;
    describe(packet, interface);
    packet[264] = 1;
    int fd = connectTo(folder, "serviceDirectoryClient");
    check(send(fd, packet, sizeof(packet), 0) == sizeof(packet), "request");
    check(recv(fd, &code, sizeof(code), 0) == sizeof(code) && code == 0, "answer");
    return fd;
}

static void call(int fd, char *record)
{
    check(send(fd, record, RECORD, 0) == RECORD && recv(fd, record, RECORD, 0) == RECORD, "call");
}

static int64_t waitForEnd(void)
{
    while (*sawEnd == 0)
    {
        usleep(50);
    }
    int64_t at = *sawEnd;
    *sawEnd = 0;
    return at;
}

static int64_t timeOpen(const char *folder, const char *interface)
{
    int64_t start = now();
    int fd = openSession(folder, interface);
    int64_t took = now() - start;
    close(fd);
    waitForEnd();
    return took;
}

static int64_t timeKill(const char *folder, const char *interface)
{
    int ready[2];
    char byte;
    check(pipe(ready) == 0, "pipe");
    pid_t child = fork();
    if (child == 0)
    {
        openSession(folder, interface);
        check(write(ready[1], "", 1) == 1, "write");
        pause();
    }
    check(read(ready[0], &byte, 1) == 1, "read");
    close(ready[0]);
    close(ready[1]);
    usleep(1000);
    int64_t start = now();
    kill(child, SIGKILL);
    int64_t took = waitForEnd() - start;
    waitpid(child, NULL, 0);
    return took;
}

static void hold(const char *folder, const char *interface, int count)
{
    for (int i = 0; i < count && i < SESSIONS - 1; i++)
    {
        openSession(folder, interface);
    }
    printf("held\n");
    fflush(stdout);
    getchar();
}

int main(int argc, char **argv)
{
    if (argc < 4)
    {
        return 2;
    }
    const char *folder = argv[1], *interface = argv[2];
    int count = atoi(argv[3]);
    const char *mode = argc > 4 ? argv[4] : "";
    int apart = strcmp(mode, "apart") == 0, together = strcmp(mode, "together") == 0;
    sawEnd = mmap(NULL, sizeof(*sawEnd), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t server = fork();
    if (server == 0)
    {
        if (apart || together)
        {
            stayOn(apart ? 1 : 0);
        }
        serve(folder, interface);
    }
    if (apart || together)
    {
        stayOn(0);
    }
    if (strcmp(mode, "hold") == 0)
    {
        hold(folder, interface, count);
        kill(server, SIGKILL);
        return 0;
    }
    int fd = openSession(folder, interface);
    char record[RECORD] = { 1 };
    for (int i = 0; i < WARM_UP; i++)
    {
        call(fd, record);
    }
    printf("roundTrip");
    for (int i = 0; i < 10 * count; i++)
    {
        int64_t start = now();
        call(fd, record);
        printf(" %ld", (long)(now() - start));
    }
    close(fd);
    waitForEnd();
    printf("\nopen");
    for (int i = 0; i < count; i++)
    {
        printf(" %ld", (long)timeOpen(folder, interface));
    }
    printf("\nkill");
    for (int i = 0; i < count; i++)
    {
        printf(" %ld", (long)timeKill(folder, interface));
    }
    printf("\n");
    kill(server, SIGKILL);
    waitpid(server, NULL, 0);
    return 0;
}
