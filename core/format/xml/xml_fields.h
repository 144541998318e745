/* xml_fields.h - a struct and its element, both ways, by one table: a row for each attribute, child element or text inside.
 *
 * Writing: attributes in the order of their rows, then what stands inside. What is empty or none (DAY_NONE, TIME_NONE, a minute of -1)
 *          is left out. Reading: the schema has bounded and shaped everything already; what it can't say (that a date exists) fails
 *          here. What is absent gives empty, 0, none; a word that is absent leaves what was there. Text is made safe both ways.
 * Memory:  in the arena.
 * Errors:  ST_FORMAT, ST_LIMIT with the line.
 * Threads: pure.
 */
#ifndef FORMAT_XML_FIELDS_H
#define FORMAT_XML_FIELDS_H

#include "format/xml/xml.h"
#include "model/words.h"

/* What stands at `at` in the struct. */
enum xml_kind {
    XML_TEXT,   /* struct view */
    XML_ID,     /* const char *: text that ends in NUL */
    XML_NUMBER, /* unsigned */
    XML_SIZE,   /* size_t */
    XML_FLAG,   /* bool: "true" or "false" */
    XML_DAY,    /* int32_t */
    XML_TIME,   /* int64_t */
    XML_MINUTE, /* int: minutes after midnight, "15:30" */
    XML_SHA1,   /* 20 and 32 bytes in hexadecimal */
    XML_SHA256,
    XML_WORD,     /* an enum, by `words` */
    XML_WEEKDAYS, /* bool[8] by ISO weekday: an element for each that is set */
    XML_TEXTS,    /* const struct view *, `other`: where their number (size_t) stands; an element for each */
    XML_PART,     /* a struct by `inner`: an element */
    XML_ITEMS,    /* const struct *, `other`: where their number stands; an element for each, at most `most` (0: any number) */
    XML_POINTER,  /* const struct *: its fields stand in the same element; NULL has none. Without a name */
};

enum xml_how {
    XML_LEAF = 1u << 0,    /* a child element; an attribute else */
    XML_CONTENT = 1u << 1, /* the element's own text */
    XML_ALWAYS = 1u << 2,  /* also when the text is empty */
    XML_IF_SET = 1u << 3,  /* XML_FLAG: only when it is true */
    XML_IF_TEXT = 1u << 4, /* XML_PART: only when the text at `other` isn't empty */
    XML_IF_FLAG = 1u << 5, /* XML_PART: only when the flag at `other` is true, which it becomes when the element is there */
};

struct xml_table;
struct xml_field {
    const char *name;
    enum xml_kind kind;
    size_t at;
    unsigned how;
    size_t other;
    enum word_set words; /* XML_WORD */
    const struct xml_table *inner;
    size_t most;
};
struct xml_table {
    const struct xml_field *fields;
    size_t n, size;                           /* size: of the struct */
    const char *(*wrong)(const void *object); /* what contradicts itself in one that was read; NULL: nothing, or nothing is asked */
};
#define XML_TABLE(type, rows)                                                                                                              \
    {                                                                                                                                      \
        .fields = (rows), .n = COUNT_OF(rows), .size = sizeof(struct type)                                                                 \
    }
/* XML_ROWS(key_table, key, { "type", ... }, ...): a table for one file alone. */
#define XML_ROWS(name, type, ...)                                                                                                          \
    static const struct xml_field name##_rows[] = { __VA_ARGS__ };                                                                         \
    static const struct xml_table name = XML_TABLE(type, name##_rows)
#define XML_AT(type, member) .at = offsetof(struct type, member)
#define XML_OTHER(type, member) .other = offsetof(struct type, member)

/* Inside of the start tag that is open. */
void xml_put_fields(struct xml_out *x, const struct xml_table *table, const void *object);
MUST_USE bool xml_take_fields(struct arena *arena, const struct xml *node, const struct xml_table *table, void *object, struct err *e);
/* Reports what is wrong with an element; always false. */
bool xml_wrong(const struct xml *node, const char *what, struct err *e);

#endif
