/* archive.h - a zip archive as its raw bytes describe it, before anything is unpacked; and a bundle's parts, and what can be wrong with it.
 *
 * Filled by format/zip/zip_map.c. Names of entries are the bytes as stored: make them safe before showing.
 * Memory:  an archive has views into its file; problems have texts of the arena they were added with.
 * Threads: pure but for the arena.
 * Source:  APPNOTE.TXT 6.3.10 sections 4.3 and 4.4.
 */
#ifndef MODEL_ARCHIVE_H
#define MODEL_ARCHIVE_H

#include "base/arena.h"
#include "base/view.h"

struct zip_entry {
    struct view name; /* as stored: any bytes; escape before showing */
    struct view bytes;
};

/* An archive's bytes, and the entries in them. */
struct packed {
    struct view bytes;
    struct zip_entry *entries;
    size_t n_entries;
};

enum bundle_part {
    PART_TICKET,
    PART_RECORD,
    PART_MANIFEST,
    PART_SUMS,
    PART_SIGNATURE,
    PART_SUBMIT,
    PART_RUNBOOK,
    PART_INSTALL,
    PART_INSTALL_ALL,
    PART_VERIFY,
    PART_REMINDERS,
    PART_NAMED_COUNT, /* those before have one name each (format/bundle/bundle_parts.h) */
    PART_CERTIFICATE = PART_NAMED_COUNT,
    PART_PFX,
    PART_OTHER, /* no part of a bundle */
};

/* What people read or run; all but the reminders are made from templates. */
static inline bool bundle_part_is_text(enum bundle_part part)
{
    return part == PART_TICKET || (part >= PART_SUBMIT && part < PART_NAMED_COUNT);
}

/* What can be wrong with a bundle; each kind has one rule (steps/rules/rule_bundle.c). */
enum bundle_problem_kind {
    BUNDLE_ZIP_MALFORMED,      /* structure, unknown method, zip64, several disks, overlaps */
    BUNDLE_HEADERS_DISAGREE,   /* central directory against local header or data descriptor */
    BUNDLE_UNSAFE_NAME,        /* also symbolic links, folders and devices */
    BUNDLE_DUPLICATE_ENTRY,    /* also by case folding and Unicode normalisation */
    BUNDLE_ENCRYPTED_ENTRY,
    BUNDLE_ENTRY_UNLISTED,     /* there, but not in manifest.json or SHA256SUMS */
    BUNDLE_ENTRY_MISSING,      /* listed or needed, but not there */
    BUNDLE_DIGEST_MISMATCH,    /* CRC-32, SHA256SUMS, manifest */
    BUNDLE_SIZE_MISMATCH,      /* declared against real */
    BUNDLE_LIMIT_EXCEEDED,
    BUNDLE_DATA_OUTSIDE,       /* bytes before, between or after what the directory names; comments */
    BUNDLE_SCHEMA_VIOLATION,
    BUNDLE_CASE_CONTRADICTS_CERTIFICATE,
    BUNDLE_TICKET_CONTRADICTS_CASE,
    BUNDLE_DEADLINE_CONTRADICTS_CATALOG,
    BUNDLE_SECRET,             /* a private key where none belongs */
    BUNDLE_PASSWORD,
    BUNDLE_NOT_REPRODUCIBLE,
    BUNDLE_UNSIGNED,
    BUNDLE_SIGNATURE_INVALID,
    BUNDLE_SIGNER_UNTRUSTED,
    BUNDLE_DUPLICATE_ACROSS,   /* the same certificate for the same environment, contradicting or orphaned requests */
    BUNDLE_VERSION_UNKNOWN,
    BUNDLE_UNREADABLE, /* the file itself: missing, not allowed, not a file */
    BUNDLE_LINK_NOT_FOLLOWED,  /* in a folder that was searched; about no bundle */
    BUNDLE_TEXT_UNCONFIRMED,   /* a text of other templates or another version: it can't be made again to compare it */
    BUNDLE_DATES_UNCONFIRMED,  /* counted by a catalog or holidays that nobody here knows */
    BUNDLE_DATES_UNLIKELY,     /* submitted in the future, or a delivery that takes months */
    BUNDLE_DATES_PAST,         /* prepared so long ago that what is judged as of now was otherwise then */
    BUNDLE_PROBLEM_COUNT
};

struct bundle_problem {
    enum bundle_problem_kind kind;
    struct view entry;  /* its name, safe text; empty when it is about the whole */
    struct view detail; /* safe text: "its local header names it 'x'" */
    struct view hint;   /* safe text; empty: the rule's own */
    const char *option; /* what the hint names, as in struct finding */
    int severity;       /* -1: the rule's own */
};

struct bundle_problems {
    struct bundle_problem *items;
    size_t n, cap;
    struct arena *arena; /* that they are in */
};

/* Adds a problem about an entry (its name, or empty); message and name are made safe. Past LIMIT_ARCHIVE_PROBLEMS of a kind nothing is
 * added. Returns false, so that a check can end with it. */
PRINTF_LIKE(4, 5)
bool problem_add(struct bundle_problems *problems, enum bundle_problem_kind kind, struct view entry, const char *fmt, ...);
/* The same with a severity other than the rule's own (enum severity), and a hint ("": the rule's own). */
PRINTF_LIKE(5, 6)
bool problem_add_as(struct bundle_problems *problems, struct bundle_problem like, struct view entry, const char *hint, const char *fmt,
                    ...);

struct archive_entry {
    struct view name;
    struct view packed;        /* its data as stored */
    uint32_t crc, packed_size, size;
    uint16_t method, flags, version_made;
    uint32_t attributes;       /* external */
    size_t header_at, end_at;  /* where its local header begins and its data (and descriptor) ends */
    bool readable;             /* header and data are where they should be and overlap no other; its method is known */
    bool unpacked;             /* bytes is what it holds (format/zip/zip_bytes.c) */
    struct view bytes;
};

struct archive {
    struct archive_entry *entries;
    size_t n_entries;
    bool usable; /* the directory could be read */
};

#endif
