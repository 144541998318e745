/* setup.h - from the user's settings to a kit: everything is read and checked before any work.
 *
 * Memory:  in the run's arena; setup_close frees what libraries own.
 * Errors:  ST_USAGE (an unknown rule or platform, an error that should be accepted), ST_IO, ST_FORMAT, ST_LIMIT.
 */
#ifndef CMD_SETUP_H
#define CMD_SETUP_H

#include "run.h"

enum setup_part {
    SETUP_TRUST = 1u << 0,
    SETUP_CATALOG = 1u << 1,  /* and --platform */
    SETUP_HOLIDAYS = 1u << 2,
    SETUP_CASES = 1u << 3,    /* templates, the schema of case.xml, the signer, --accept */
};

struct setup {
    struct kit kit;
    struct catalog catalog;
    struct holidays holidays;
    struct xml_schema *schema;
    struct signer *signer;
};

MUST_USE bool setup_open(struct setup *s, struct run *run, unsigned parts, struct err *e);
void setup_close(struct setup *s);

#endif
