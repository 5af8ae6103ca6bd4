/* A reader of one line of JSON, as small as the vectors allow. */
#ifndef JSON_H
#define JSON_H
#include <stdlib.h>
#include <string.h>

typedef struct json {
  char kind; /* { [ " 0 t f n */
  char *text; /* of a string, unescaped; of a number, as it stands */
  char *name; /* inside an object */
  struct json *first, *next;
} json;

static json *json_value(char **at);

static void json_space(char **at) {
  while (**at == ' ' || **at == '\n' || **at == '\r' || **at == '\t') (*at)++;
}

/* Unescapes a string where it stands. Code points above 127 are not needed and become a question mark. */
static char *json_string(char **at) {
  char *from = ++*at, *to = from, *start = from;
  while (*from && *from != '"') {
    if (*from != '\\') { *to++ = *from++; continue; }
    from++;
    if (*from == 'u') {
      unsigned code = 0;
      for (int i = 0; i < 4 && from[1]; i++) {
        char digit = *++from;
        code = code * 16 + (unsigned)(digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10);
      }
      *to++ = code < 128 ? (char)code : '?';
    } else {
      *to++ = *from == 'n' ? '\n' : *from == 't' ? '\t' : *from == 'r' ? '\r' : *from;
    }
    if (*from) from++;
  }
  *at = *from ? from + 1 : from;
  *to = 0;
  return start;
}

static json *json_members(char **at, json *whole, char end) {
  json **last = &whole->first;
  (*at)++;
  for (json_space(at); **at && **at != end; json_space(at)) {
    char *name = NULL;
    if (end == '}') {
      if (**at != '"') return NULL;
      name = json_string(at);
      json_space(at);
      if (**at != ':') return NULL;
      (*at)++;
    }
    json *one = json_value(at);
    if (one == NULL) return NULL;
    one->name = name;
    *last = one;
    last = &one->next;
    json_space(at);
    if (**at == ',') (*at)++;
  }
  if (**at != end) return NULL;
  (*at)++;
  return whole;
}

static json *json_value(char **at) {
  json *one = calloc(1, sizeof *one);
  json_space(at);
  one->kind = **at;
  if (**at == '{') return json_members(at, one, '}');
  if (**at == '[') return json_members(at, one, ']');
  if (**at == '"') { one->text = json_string(at); return one; }
  size_t length = strcspn(*at, ",]} \n");
  if (length == 0) return NULL;
  one->text = calloc(1, length + 1);
  memcpy(one->text, *at, length);
  if (one->kind == '-' || (one->kind >= '0' && one->kind <= '9')) one->kind = '0';
  *at += length;
  return one;
}

static json *json_get(json *object, const char *name) {
  for (json *one = object ? object->first : NULL; one; one = one->next)
    if (one->name && strcmp(one->name, name) == 0) return one;
  return NULL;
}

static const char *json_text(json *object, const char *name) {
  json *one = json_get(object, name);
  return one && one->text ? one->text : "";
}
#endif
