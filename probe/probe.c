/*
 * The health check of images that have no shell: connects to a port of this container and, for http, asks for one
 * path. Status 0: well. 1: not well. 2: wrong usage. One line on standard output says why; `docker inspect` shows it.
 *
 *   probe tcp  PORT
 *   probe http PORT PATH
 *
 * Built without a C library, so that it runs on an empty base. How long it may take is the engine's business (the
 * timeout of the health check): the program itself waits five seconds at most for each step.
 */

typedef unsigned long word;

struct timeout { long seconds, microseconds; };
struct address4 { unsigned short family, port; unsigned char ip[4], padding[8]; };
struct address6 { unsigned short family, port; unsigned flow; unsigned char ip[16]; unsigned scope; };

enum { STREAM = 1, INET = 2, INET6 = 10, SOL_SOCKET = 1, RCVTIMEO = 20, SNDTIMEO = 21, NOSIGNAL = 0x4000 };

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, SOCKET = 41, CONNECT = 42, SENDTO = 44, SETSOCKOPT = 54, EXIT = 60 };
static long call(long number, word a, word b, word c, word d, word e, word f) {
  register word r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
__asm__(".globl _start\n_start: xor %ebp,%ebp\n mov %rsp,%rdi\n and $-16,%rsp\n call start\n");
#elif defined(__aarch64__)
enum { CLOSE = 57, READ = 63, WRITE = 64, EXIT = 93, SOCKET = 198, CONNECT = 203, SENDTO = 206, SETSOCKOPT = 208 };
static long call(long number, word a, word b, word c, word d, word e, word f) {
  register word x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c,
                x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
__asm__(".globl _start\n_start: mov x29,#0\n mov x0,sp\n bl start\n");
#else
#error "no system calls known for this processor"
#endif

static word length(const char *text) {
  word n = 0;
  while (text[n]) n++;
  return n;
}

static void say(const char *text) { call(WRITE, 1, (word)text, length(text), 0, 0, 0); }

static void end(int status, const char *why) {
  say(why);
  say("\n");
  call(EXIT, status, 0, 0, 0, 0, 0);
  __builtin_unreachable();
}

/* A port number, or 0 where the text is none. */
static unsigned port_of(const char *text) {
  unsigned port = 0;
  for (; *text; text++) {
    if (*text < '0' || *text > '9' || port > 6553) return 0;
    port = port * 10 + (*text - '0');
  }
  return port > 65535 ? 0 : port;
}

static long dial(int family, const void *address, word size) {
  struct timeout patience = {5, 0};
  long fd = call(SOCKET, family, STREAM, 0, 0, 0, 0);
  if (fd < 0) return fd;
  call(SETSOCKOPT, fd, SOL_SOCKET, RCVTIMEO, (word)&patience, sizeof patience, 0);
  call(SETSOCKOPT, fd, SOL_SOCKET, SNDTIMEO, (word)&patience, sizeof patience, 0);
  if (call(CONNECT, fd, (word)address, size, 0, 0, 0) == 0) return fd;
  call(CLOSE, fd, 0, 0, 0, 0, 0);
  return -1;
}

/* A connection to loopback, by IPv4 or else by IPv6. */
static long connect_to(unsigned port) {
  unsigned short big_endian = (unsigned short)(port << 8 | port >> 8);
  struct address4 four = {INET, big_endian, {127, 0, 0, 1}, {0}};
  struct address6 six = {INET6, big_endian, 0, {0}, 0};
  six.ip[15] = 1;
  long fd = dial(INET, &four, sizeof four);
  return fd >= 0 ? fd : dial(INET6, &six, sizeof six);
}

static void send(long fd, const char *text) {
  word left = length(text);
  while (left > 0) {
    long sent = call(SENDTO, fd, (word)text, left, NOSIGNAL, 0, 0);
    if (sent <= 0) end(1, "the connection was closed before the request was sent");
    text += sent;
    left -= sent;
  }
}

static void ask(long fd, const char *path) {
  send(fd, "GET ");
  send(fd, path);
  send(fd, " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: cooper-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n");
}

/* Reads what is left, within reason, so that the service does not log a connection that was reset. */
static void drain(long fd) {
  char buffer[2048];
  for (int i = 0; i < 64 && call(READ, fd, (word)buffer, sizeof buffer, 0, 0, 0) > 0; i++) {
  }
}

/* Source: RFC 9112 section 4, status-line. */
static void judge(long fd) {
  char line[] = "HTTP/1.1 200";
  word have = 0;
  while (have < sizeof line - 1) {
    long got = call(READ, fd, (word)(line + have), sizeof line - 1 - have, 0, 0, 0);
    if (got <= 0) end(1, "no answer to the request");
    have += got;
  }
  if (line[0] != 'H' || line[4] != '/' || line[8] != ' ') end(1, "the answer is not HTTP");
  drain(fd);
  end(line[9] == '2' || line[9] == '3' ? 0 : 1, line);
}

__attribute__((used, noreturn)) void start(word *stack) {
  word count = stack[0];
  char **argument = (char **)(stack + 1);
  unsigned port = count > 2 ? port_of(argument[2]) : 0;
  int http = count == 4 && argument[1][0] == 'h' && argument[3][0] == '/';
  if (!port || !(http || (count == 3 && argument[1][0] == 't'))) end(2, "usage: probe tcp PORT | probe http PORT PATH");
  long fd = connect_to(port);
  if (fd < 0) end(1, "nothing accepts connections on the port");
  if (!http) end(0, "connected");
  ask(fd, argument[3]);
  judge(fd);
  __builtin_unreachable();
}
