/* fixture_pki.h - the people of the fixtures: a private CA ("Partner") with root, issuing CA, server and client, another private root,
 * and a root that the tests' own CA bundle holds. */
#ifndef TESTS_FIXTURE_PKI_H
#define TESTS_FIXTURE_PKI_H

#include "fixture.h"

#define PARTNER_ROOT "CN=Partner Root, O=Partner, C=PT"
#define PARTNER_CA "CN=Partner Issuing CA, O=Partner, C=PT"
#define OTHER_ROOT "CN=Other Root, O=Other, C=DE"
#define PUBLIC_ROOT "CN=Public Test Root, O=Public Trust Services, C=NL"

struct view pki_root(struct fixtures *f);
struct view pki_ca(struct fixtures *f);
struct view pki_server(struct fixtures *f); /* of the issuing CA, for servers */
struct view pki_client(struct fixtures *f); /* of the issuing CA, for clients; key rsa-partner-client */
struct view pki_other_root(struct fixtures *f);
struct view pki_public_root(struct fixtures *f);

/* Writes <id>/<which>: the two-part name that every fixture has. */
void pki_write(struct fixtures *f, const char *id, const char *which, struct view bytes);
/* Writes <id>/<which>.args, or <id>/args for an empty `which`: one argument a line. */
void pki_args(struct fixtures *f, const char *id, const char *which, const char *lines);

#endif
