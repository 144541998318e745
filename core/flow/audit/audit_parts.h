/* audit_parts.h - the rooms of an audit, for the audit*.c files alone: each does its part of the way and adds to the problems. */
#ifndef FLOW_AUDIT_PARTS_H
#define FLOW_AUDIT_PARTS_H

#include "flow/audit/audit.h"
#include "flow/password.h"
#include "format/bundle/bundle_parts.h"
#include "steps/bundle.h"
#include "steps/rules/rules.h"

struct audit {
    struct worker *w;
    struct arena *keep; /* as long as what is audited */
    struct view bytes;
    struct archive archive;
    struct bundle_problems problems;
    struct bundle_parts parts;
    struct case_record *record; /* NULL without one that can be read */
    struct evidence evidence;
    struct decided decided;
    struct signature signature;
    struct opened_password password; /* of a PFX with a key that was opened */
    bool is_other;                   /* a file of another kind, given for a bundle: nothing in it was made to be one */
};

/* audit_files.c */
/* Texts that are longer than any that certcase writes: they aren't read. */
void audit_long_texts(struct audit *a);
void audit_read_record(struct audit *a);
MUST_USE bool audit_read_certificates(struct audit *a, struct err *e);
void audit_signature(struct audit *a);
/* What a full bundle has that this one lacks, for people; empty when it is whole. */
struct view audit_needs(const struct audit *a);

/* audit_passwords.c: a text that holds the password of a PFX beside it: of an open one the password that opened it, as a word of its own;
 * of a locked one found by trying lines, within the ceiling of one PFX. `said`: what the record's own words tell. */
void audit_passwords(struct audit *a, const struct password_said *said, bool same);

/* audit_record.c: only with a record */
void audit_dates(struct audit *a);
/* What the record says is inside a PFX that nobody opened, for the rules; also without a record. */
void audit_recorded(struct audit *a, struct cert_list *out);
/* The bundle made again from its record and its certificates. */
struct remade {
    enum {
        REMADE_NOT,      /* no record, or other templates or another version made it */
        REMADE_NO_TEXTS, /* error tells why */
        REMADE_TEXTS,    /* the archive could not be made: error tells why */
        REMADE_OTHER,    /* other bytes */
        REMADE_SAME,     /* to the byte what is audited: sums, manifest and texts are those that certcase writes */
    } state;
    struct case_texts texts;
    struct packed packed;
    struct err error;
};
/* Finds no problems yet; without a record it makes nothing. */
void audit_remake(struct audit *a, struct remade *out);
/* What differs, unless another problem explains it. */
void audit_compare_remade(struct audit *a, const struct remade *made);

/* audit_unmade.c: texts that can't be made again, which nothing but their facts, their signer or the policy speaks for. */
void audit_unmade(struct audit *a);
/* Whether it is signed by somebody who leads to a CA of --trust, or whose certificate the policy lists by its SHA-256. */
bool audit_signer_answers(const struct audit *a);

#endif
