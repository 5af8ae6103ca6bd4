/*
 * Judges an HTTP server with the vectors of after101. What is permitted is in the vectors; no rule of the
 * protocol is here. Of what a server sends this is read: status lines, how long their content is, what the
 * group `form` is asked about, and whether the server ended the connection.
 *
 *   cc -o judge judge.c -lmicrohttpd
 *   ./judge VECTORS [--group NAME] [--every N] [--port PORT]
 *
 * Without --port the server judged is GNU libmicrohttpd, on 127.0.0.1. With --every only vectors whose id
 * falls into one of N drawers are tried.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <regex.h>
#include <signal.h>
#include <stdio.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "json.h"

enum { AT_ONCE = 96, QUIET = 400, PAUSE = 30, MOST = 262144 };
enum word { CONFORMS, DEPARTS, BREAKS, ASKS, INCONCLUSIVE, WORDS };
static const char *const WORD[] = {"conforms", "departs", "breaks", "asks", "inconclusive"};

/* What was counted, clause by clause. */
typedef struct { const char *id, *example; long of[WORDS]; } count;
static count counts[1024];
static int clauses_counted;
static json *header;

static count *count_of(const char *clause) {
  for (int i = 0; i < clauses_counted; i++) if (strcmp(counts[i].id, clause) == 0) return &counts[i];
  if (clauses_counted == 1024) { fprintf(stderr, "Too many clauses.\n"); exit(2); }
  counts[clauses_counted].id = clause;
  return &counts[clauses_counted++];
}

static void note(json *vector, const char *clause, int fine) {
  const char *breach = json_text(json_get(json_get(header, "clauses"), clause), "breach");
  count *one = count_of(clause);
  enum word word = strcmp(breach, "breaks") == 0 ? BREAKS : strcmp(breach, "departs") == 0 ? DEPARTS : ASKS;
  if (fine) word = CONFORMS;
  one->of[word]++;
  if (!fine && one->example == NULL) one->example = json_text(vector, "id");
}

static void unclear(const char *clause) { count_of(clause)->of[INCONCLUSIVE]++; }

static const char *clause_for(json *vector, const char *what) {
  json *named = json_get(json_get(vector, "clauses"), what);
  return named ? named->first->text : NULL;
}

static const char *first_clause(json *vector) { return json_get(vector, "clauses")->first->first->text; }

/* Octets: base64, or a list of pieces each with how often it comes. */
typedef struct { unsigned char *at; size_t length; } octets;

static void append(octets *to, const unsigned char *from, size_t length) {
  to->at = realloc(to->at, to->length + length + 1);
  if (length > 0) memcpy(to->at + to->length, from, length);
  to->length += length;
}

static void append_base64(octets *to, const char *text, long times) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  octets piece = {NULL, 0};
  unsigned bits = 0, have = 0;
  for (; *text && *text != '='; text++) {
    bits = bits << 6 | (unsigned)(strchr(digits, *text) - digits);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    unsigned char octet = (unsigned char)(bits >> have);
    append(&piece, &octet, 1);
  }
  while (times-- > 0) append(to, piece.at, piece.length);
  free(piece.at);
}

static void append_octets(octets *to, json *spelled) {
  if (spelled == NULL) return;
  if (spelled->kind == '"') append_base64(to, spelled->text, 1);
  else for (json *one = spelled->first; one; one = one->next)
    append_base64(to, one->first->text, atol(one->first->next->text));
}

/* One connection. */
enum stage { FREE, SENDING, ANSWER, AFTERWARDS, SECOND, STEP };
typedef struct {
  enum stage stage, then;
  int fd, ended, half_close, before;
  json *vector, *step, *segment;
  octets out, in;
  size_t sent;
  long deadline;
} wire;

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Where the next status line begins, from an offset on; the length of what was read when there is none. */
static size_t status_line(const octets *in, size_t at) {
  for (const unsigned char *from = in->at; at + 12 <= in->length; at++)
    if (memcmp(from + at, "HTTP/", 5) == 0 && isdigit(from[at + 5]) && from[at + 6] == '.' &&
        isdigit(from[at + 7]) && from[at + 8] == ' ' && isdigit(from[at + 9]) &&
        isdigit(from[at + 10]) && isdigit(from[at + 11]))
      return at;
  return in->length;
}

/* The statuses seen, in order. Content whose length is told is passed over. */
static int statuses(const wire *one, int *into, int most) {
  int found = 0;
  one->in.at[one->in.length] = 0;
  for (size_t at = 0; found < most && (at = status_line(&one->in, at)) < one->in.length;) {
    char *head = (char *)one->in.at + at, *end = strstr(head, "\r\n\r\n"), *line = head;
    into[found++] = atoi(head + 9);
    long skip = 0;
    if (found == 1 && json_get(one->vector, "no_content")) line = end;
    while (end && line && (line = strchr(line, '\n')) && line < end)
      if (strncasecmp(++line, "content-length:", 15) == 0) skip = atol(line + 15);
    at = end ? (size_t)(end - (char *)one->in.at) + 4 + (size_t)(skip > 0 ? skip : 0) : at + 12;
  }
  return found;
}

static int is_final(int status) { return status == 101 || status >= 200; }

static int finals(const wire *one, int *into, int most) {
  int all[64], found = 0, count = statuses(one, all, 64);
  for (int i = 0; i < count && found < most; i++) if (is_final(all[i])) into[found++] = all[i];
  return found;
}

/* The class of a status: itself where the header lists it, else its first digit. */
static const char *class_of(int status, char *room) {
  snprintf(room, 8, "%d", status % 1000);
  for (json *one = json_get(header, "statuses")->first; one; one = one->next)
    if (strcmp(one->text, room) == 0) return room;
  snprintf(room, 8, "%dxx", status / 100 % 10);
  return room;
}

static int among(json *list, const char *text) {
  for (json *one = list ? list->first : NULL; one; one = one->next)
    if (strcmp(one->text, text) == 0) return 1;
  return 0;
}

static int permits(json *outcome, const char *answer) {
  json *answers = json_get(outcome, "answers");
  if (among(answers, "final") && among(json_get(header, "final_answers"), answer)) return 1;
  return among(answers, answer);
}

/* The lines of the group `form`. */
static json *forms[1024];
static int form_count;

/* The options of Connection that are told apart, as one word. */
static void connection_of(const char *head, char *into) {
  static const char *const OPTIONS[] = {"close", "keep-alive", "upgrade"};
  int given[3] = {0, 0, 0};
  for (const char *line = strchr(head, '\n'); line; line = strchr(line, '\n')) {
    line++;
    if (strncasecmp(line, "connection:", 11) != 0) continue;
    const char *at = line + 11, *end = strchr(line, '\n');
    while (end && at < end) {
      at += strspn(at, " \t,");
      size_t length = strcspn(at, " \t,\r\n");
      for (int i = 0; i < 3; i++)
        if (length == strlen(OPTIONS[i]) && strncasecmp(at, OPTIONS[i], length) == 0) given[i] = 1;
      at += length ? length : 1;
    }
  }
  *into = 0;
  for (int i = 0; i < 3; i++) if (given[i]) { if (*into) strcat(into, "+"); strcat(into, OPTIONS[i]); }
  if (*into == 0) strcpy(into, "none");
}

/* The form of the final answer. */
static void look(wire *one, const char *answer, json *outcome, int closes) {
  char id[64], connection[40], label[4];
  one->in.at[one->in.length] = 0;
  char *head = (char *)one->in.at;
  while ((head = strstr(head, "HTTP/")) && strlen(head) > 12 && !is_final(atoi(head + 9))) head++;
  char *end = head ? strstr(head, "\r\n\r\n") : NULL;
  if (end == NULL) return;
  end[2] = 0;
  snprintf(label, sizeof label, "%s", head + 5);
  const char *served = *json_text(outcome, "served") ? json_text(outcome, "served") : "1.1";
  snprintf(id, sizeof id, "form/%s/%s/%s/%s", answer, served,
           closes && strcmp(answer, "101") != 0 ? "closes" : "persists",
           json_get(outcome, "names_versions") ? "versions" : "plain");
  connection_of(head, connection);
  const char *version = strcmp(label, "1.0") == 0 || strcmp(label, "1.1") == 0 ? label : "other";
  for (int i = 0; i < form_count; i++) {
    if (strcmp(json_text(forms[i], "id"), id) != 0) continue;
    for (json *rule = json_get(forms[i], "rules")->first; rule; rule = rule->next) {
      const char *part = json_text(rule, "part");
      const char *seen = strcmp(part, "version") == 0 ? version : connection;
      if (seen == connection && strcmp(part, "connection") != 0) continue;
      note(one->vector, json_get(rule, "clause")->first->text, among(json_get(rule, "permits"), seen));
    }
  }
}

/* What was seen of one request is compared with every outcome. */
static void compare(wire *one) {
  json *vector = one->vector, *outcomes = json_get(vector, "outcomes"), *fit = NULL;
  int all[64], found = statuses(one, all, 64), final[8], given = finals(one, final, 8), interim = 0;
  for (int i = 0; i < found; i++) interim |= !is_final(all[i]);
  if (interim && clause_for(vector, "interim")) note(vector, clause_for(vector, "interim"), 0);
  char room[8];
  const char *answer = given ? class_of(final[0], room) : one->in.length && !interim ? "bare" : "none";
  const char *by = clause_for(vector, "answer"), *then = clause_for(vector, "then");
  int waits = 0, closes = 1, persists = 0, websocket = 1;
  for (json *outcome = outcomes->first; outcome; outcome = outcome->next) {
    const char *fate = json_text(outcome, "then");
    waits |= strcmp(fate, "waits") == 0;
    if (!permits(outcome, answer)) continue;
    if (fit == NULL) fit = outcome;
    closes &= strcmp(fate, "closes") == 0;
    persists |= strcmp(fate, "may-persist") == 0;
    websocket &= strcmp(fate, "websocket") == 0;
  }
  /* an end without an answer is permitted everywhere, so it tells nothing */
  if (strcmp(answer, "none") == 0) {
    if (waits && !one->ended) note(vector, by, 1);
    else unclear(by);
    return;
  }
  note(vector, by, fit != NULL);
  if (fit == NULL || json_get(vector, "more")) return;
  if (one->before > 1) note(vector, clause_for(vector, "content") ? clause_for(vector, "content") : then, 0);
  else if (given > 1 && !persists) note(vector, then, 0);
  else if (websocket) note(vector, clause_for(vector, "websocket"), !one->ended);
  else if (closes && !one->ended) unclear(then);
  else note(vector, then, 1);
  if (given && !json_get(vector, "half_close") && !json_get(vector, "depends"))
    look(one, answer, fit, one->ended && given == 1);
}

/* What was seen up to a step is compared with its expression. True when another step may follow. */
static int compare_step(wire *one) {
  const char *clause = clause_for(one->vector, "seen");
  char seen[1024] = "", room[8];
  int all[64], found = statuses(one, all, 64), switched = 0;
  for (int i = 0; i < found; i++) {
    const char *word = class_of(all[i], room);
    switched |= all[i] == 101;
    if (strcmp(word, "1xx") != 0) { strcat(seen, word); strcat(seen, " "); }
  }
  if (one->ended) strcat(seen, "fin ");
  regex_t pattern;
  if (regcomp(&pattern, json_text(one->step, "seen"), REG_EXTENDED | REG_NOSUB) != 0) {
    fprintf(stderr, "%s: no regular expression\n", json_text(one->vector, "id"));
    exit(2);
  }
  int fits = regexec(&pattern, seen, 0, NULL, 0) == 0;
  regfree(&pattern);
  if (!fits) { note(one->vector, clause, 0); return 0; }
  if (switched) { unclear(clause); return 0; } /* frames are not read here */
  if (!one->ended && one->step->next) return 1;
  if (*seen && strcmp(seen, "fin ") != 0) note(one->vector, clause, 1);
  else unclear(clause);
  return 0;
}

static void begin_step(wire *one) {
  one->out.length = one->sent = 0;
  append_octets(&one->out, json_get(one->step, "octets"));
  one->half_close = json_get(one->step, "half_close") != NULL;
  one->segment = json_get(one->step, "segments") ? json_get(one->step, "segments")->first : NULL;
  if (one->step == one->vector) append_octets(&one->out, json_get(one->step, "content"));
  one->stage = SENDING;
  one->then = one->step == one->vector ? ANSWER : STEP;
  one->deadline = now() + QUIET;
}

static void begin(wire *one, json *vector, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int on = 1;
  memset(one, 0, sizeof *one);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  one->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (one->fd < 0 || connect(one->fd, (struct sockaddr *)&to, sizeof to) != 0) {
    if (one->fd >= 0) close(one->fd);
    unclear(first_clause(vector));
    return;
  }
  setsockopt(one->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(one->fd, F_SETFL, O_NONBLOCK);
  one->vector = vector;
  json *steps = json_get(vector, "steps");
  one->step = steps ? steps->first : vector;
  append(&one->in, NULL, 0);
  begin_step(one);
}

static void finish(wire *one) {
  if (one->stage != STEP) compare(one);
  close(one->fd);
  free(one->in.at);
  free(one->out.at);
  one->stage = FREE;
}

/* Sends what fits; behind the last octet the client waits, or ends its direction and waits. */
static void send_on(wire *one) {
  size_t left = one->out.length - one->sent, part = left;
  if (one->segment && (size_t)atol(one->segment->text) < left) part = (size_t)atol(one->segment->text);
  if (one->segment && one->segment->next) one->segment = one->segment->next;
  ssize_t sent = part > 0 ? send(one->fd, one->out.at + one->sent, part, MSG_NOSIGNAL) : 0;
  if (sent > 0) one->sent += (size_t)sent;
  if (sent < 0 && errno != EAGAIN) one->sent = one->out.length; /* what it sent before can still be read */
  if (one->sent < one->out.length) return;
  if (one->half_close) shutdown(one->fd, SHUT_WR);
  one->stage = one->then;
  one->deadline = now() + QUIET;
}

static void read_on(wire *one) {
  unsigned char room[16384];
  ssize_t got = recv(one->fd, room, sizeof room, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got <= 0) one->ended = 1;
  else if (one->in.length < MOST) append(&one->in, room, (size_t)got);
  if (one->stage != AFTERWARDS) one->deadline = now() + QUIET;
}

/* Where enough was seen, or was waited for long enough, the next thing is done. */
static void move_on(wire *one) {
  int late = now() >= one->deadline, final[8], given = finals(one, final, 8);
  if (one->stage == SENDING && (one->ended || late)) { one->stage = one->then; late |= one->ended; }
  if (one->stage == ANSWER && (given > 0 || one->ended || late)) {
    if (given == 0 || one->ended) { one->before = given; finish(one); return; }
    one->stage = AFTERWARDS;
    one->deadline = now() + PAUSE;
  } else if (one->stage == AFTERWARDS && (late || one->ended)) {
    one->before = given;
    if (given > 1 || final[0] == 101 || one->ended || one->half_close) { finish(one); return; }
    one->out.length = one->sent = 0;
    append_octets(&one->out, json_get(header, "follow"));
    one->segment = NULL;
    one->stage = SENDING;
    one->then = SECOND;
    one->deadline = now() + QUIET;
  } else if (one->stage == SECOND && (given > 1 || one->ended || late)) {
    finish(one);
  } else if (one->stage == STEP && (one->ended || late)) {
    if (!compare_step(one)) { finish(one); return; }
    one->step = one->step->next;
    begin_step(one);
  }
}

static void judge_all(json **vectors, int count, int port) {
  static wire wires[AT_ONCE];
  struct pollfd polled[AT_ONCE];
  int next = 0, open = 0;
  do {
    for (int i = 0; i < AT_ONCE; i++) {
      while (wires[i].stage == FREE && next < count) begin(&wires[i], vectors[next++], port);
      int waiting = wires[i].stage != FREE && !wires[i].ended;
      polled[i].fd = waiting ? wires[i].fd : -1;
      polled[i].events = POLLIN | (wires[i].stage == SENDING ? POLLOUT : 0);
      polled[i].revents = 0;
    }
    poll(polled, AT_ONCE, 5);
    open = 0;
    for (int i = 0; i < AT_ONCE; i++) {
      if (wires[i].stage == FREE) continue;
      if (polled[i].revents & (POLLIN | POLLHUP | POLLERR)) read_on(&wires[i]);
      if (polled[i].revents & POLLOUT && wires[i].stage == SENDING) send_on(&wires[i]);
      move_on(&wires[i]);
      open += wires[i].stage != FREE;
    }
  } while (open > 0 || next < count);
}

/* The application judged: it lets content pass and answers 200. */
static enum MHD_Result answer(void *of, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data, size_t *length,
                              void **seen) {
  static int begun;
  (void)of, (void)url, (void)method, (void)version, (void)data;
  if (*seen == NULL) { *seen = &begun; return MHD_YES; }
  if (*length > 0) { *length = 0; return MHD_YES; }
  struct MHD_Response *response = MHD_create_response_from_buffer(2, "ok", MHD_RESPMEM_PERSISTENT);
  enum MHD_Result queued = MHD_queue_response(connection, 200, response);
  MHD_destroy_response(response);
  return queued;
}

static unsigned drawer(const char *id, size_t length) {
  unsigned hash = 0x811c9dc5u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)id[i]) * 0x01000193u;
  return hash;
}

static int by_id(const void *one, const void *other) {
  return strcmp(((const count *)one)->id, ((const count *)other)->id);
}

static void report(int judged) {
  long totals[WORDS] = {0};
  qsort(counts, (size_t)clauses_counted, sizeof *counts, by_id);
  for (int word = 0; word < WORDS; word++) printf("%12s ", WORD[word]);
  printf(" clause\n");
  for (int i = 0; i < clauses_counted; i++) {
    for (int word = 0; word < WORDS; word++) {
      printf("%12ld ", counts[i].of[word]);
      totals[word] += counts[i].of[word];
    }
    printf(" %s", counts[i].id);
    if (counts[i].example) printf(" (such as %s)", counts[i].example);
    printf("\n");
  }
  printf("judged %d vectors: ", judged);
  for (int word = 0; word < WORDS; word++) printf("%s%s %ld", word ? ", " : "", WORD[word], totals[word]);
  printf("\n");
}

static int misuse(const char *says) { fprintf(stderr, "%s\n", says); return 2; }

int main(int argc, char **argv) {
  const char *path = NULL, *groups[8] = {"cube", "spelling", "sequence"};
  int every = 1, port = 0, named = 0, count = 0, room = 0;
  for (int i = 1; i < argc; i++) {
    int more = i + 1 < argc;
    if (strcmp(argv[i], "--group") == 0 && more && named < 8) {
      if (named == 0) memset(groups, 0, sizeof groups);
      groups[named++] = argv[++i];
    } else if (strcmp(argv[i], "--every") == 0 && more) every = atoi(argv[++i]);
    else if (strcmp(argv[i], "--port") == 0 && more) port = atoi(argv[++i]);
    else path = argv[i];
  }
  FILE *file = path ? fopen(path, "r") : NULL;
  if (file == NULL || every < 1) return misuse("judge VECTORS [--group NAME] [--every N] [--port PORT]");
  signal(SIGPIPE, SIG_IGN);
  json **vectors = NULL;
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  for (; (length = getline(&line, &size, file)) > 0; line = NULL, size = 0) {
    char *at = line, *end = length > 7 ? strchr(line + 7, '"') : NULL;
    int wanted = header == NULL || strncmp(line, "{\"id\":\"form/", 12) == 0;
    for (int i = 0; end && i < 8 && groups[i]; i++) {
      size_t name = strlen(groups[i]);
      if (strncmp(line + 7, groups[i], name) == 0 && line[7 + name] == '/')
        wanted |= drawer(line + 7, (size_t)(end - line - 7)) % (unsigned)every == 0;
    }
    if (!wanted) { free(line); continue; }
    json *one = json_value(&at);
    if (one == NULL) return misuse("A line is no JSON.");
    if (header == NULL) {
      header = one;
      if (strcmp(json_text(header, "vectors"), "1") != 0) return misuse("These are not vectors of format 1.");
    } else if (strcmp(json_text(one, "group"), "form") == 0) {
      if (form_count < 1024) forms[form_count++] = one;
    } else {
      if (count == room) vectors = realloc(vectors, sizeof *vectors * (size_t)(room = room * 2 + 256));
      vectors[count++] = one;
    }
  }
  fclose(file);
  if (header == NULL) return misuse("These are not vectors of format 1.");
  struct MHD_Daemon *daemon = NULL;
  if (port == 0) {
    daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, &answer, NULL, MHD_OPTION_END);
    if (daemon == NULL) return misuse("libmicrohttpd does not start.");
    port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    printf("server: libmicrohttpd %s\n", MHD_get_version());
  }
  judge_all(vectors, count, port);
  report(count);
  if (daemon) MHD_stop_daemon(daemon);
  return 0;
}
