/* case_xml.h - case.xml, both ways: the record, valid against schemas/case.xsd.
 *
 * What was written and read again gives the same record and, written again, the same bytes. Certificates are recorded with
 * their fields (subject, issuer, serial, digests, validity, key, names, store, file); reading gives them back as far as they are
 * recorded: `der` stays empty until the caller joins the record with the certificate files, and so does `pfx_bytes` (its digest is
 * in pfx_sha256). Findings come back without their indices of certificates and files. Text is made safe both ways.
 * Memory:  the record in the arena.
 * Errors:  ST_FORMAT, ST_LIMIT with the line.
 */
#ifndef FORMAT_CASE_XML_H
#define FORMAT_CASE_XML_H

#include "base/sink.h"
#include "format/xml/xml.h"
#include "model/case.h"

#define CASE_XML_VERSION "1"

void case_put_xml(struct sink *to, const struct case_record *c);
/* The rows that the record names (rule ids; purpose x hosting), so that this file needs no step. A rule that is unknown here, or a route
 * whose situation and channel are not the recorded ones, is a format error. */
struct case_lookup {
    const struct rule_info *(*find_rule)(struct view id);
    const struct route *(*find_route)(enum purpose purpose, enum hosting hosting, enum domain domain);
};
MUST_USE bool case_from_xml(struct arena *arena, struct view bytes, struct xml_reader *reader, const struct case_lookup *lookup,
                            struct case_record *out, struct err *e);

#endif
