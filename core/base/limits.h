/* limits.h - every ceiling in one place, one sentence each. Messages name the ceiling that was hit.
 *
 * A test holds each of them one below, at, and one above: test_limits.c, or that of the file which keeps to it.
 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define LIMIT_ARENA_BYTES ((size_t)512 << 20) /* memory of one arena; beyond it the program ends */

enum {
    LIMIT_INPUT_BYTES = 8 << 20,       /* one certificate file */
    LIMIT_INVENTORY_BYTES = 4 << 20,   /* one inventory (JSON or XML) */
    LIMIT_XML_BYTES = 512 << 10,       /* one XML document: libxml2 needs 0.3 s for so many errors */
    LIMIT_XML_DEPTH = 32,              /* nested elements */
    LIMIT_XML_NODES = 50000,           /* elements, attributes and comments of one document */
    LIMIT_XML_ATTRIBUTES = 64,         /* attributes of one element: libxml2 needs 1 s for 40,000 */
    LIMIT_JSON_DEPTH = 32,             /* nested arrays and objects */
    LIMIT_JSON_VALUES = 200000,        /* values in one document */
    LIMIT_ICAL_BYTES = 2 << 20,        /* one holiday file */
    LIMIT_HOLIDAYS = 10000,            /* days off of one holiday file, repetitions counted */
    LIMIT_ICAL_DEPTH = 16,             /* nested BEGIN blocks of a holiday feed */
    LIMIT_REPEAT_YEARS = 5000,         /* years that all repetitions of a holiday feed together are followed */
    LIMIT_DEADLINE_DAYS = 3650,        /* days looked at for one delivery time */
    LIMIT_CATALOG_BYTES = 256 << 10,   /* one catalog */
    LIMIT_WINDOWS_ROOTS_BYTES = 1 << 20, /* one list of Windows' roots */
    LIMIT_REQUEST_BYTES = 256 << 10,   /* one request of a request file */
    LIMIT_REQUEST_TEXT_BYTES = 8192,   /* one value of a request, or one entry of a list */
    LIMIT_CONFIG_BYTES = 64 << 10,     /* certcase.json */
    LIMIT_PASSWORD_BYTES = 1024,       /* one password */
    LIMIT_CERTS = 500,                 /* certificates of one file, request or audited bundle */
    LIMIT_CERT_BYTES = 1 << 20,        /* DER of one certificate */
    LIMIT_NAMES = 1000,                /* subject alternative names shown of one certificate; more are counted */
    LIMIT_NAME_BYTES = 4096,           /* one name shown; longer ones are cut and marked */
    LIMIT_EXTENSIONS = 200,            /* extensions of one certificate */
    LIMIT_DER_DEPTH = 64,              /* nested DER values */
    LIMIT_RSA_BITS = 8192,             /* RSA modulus that is still verified with */
    LIMIT_RSA_EXPONENT_BITS = 64,      /* RSA public exponent that is still verified with */
    LIMIT_PFX_ITERATIONS = 4000000,    /* key derivation rounds of all parts of a PFX, of all PFX of a bundle or request, together */
    LIMIT_PFX_BYTES = 1 << 20,         /* a PFX: 200 certificates have half of it */
    LIMIT_PFX_BAGS = 200,              /* safe bags in a PFX */
    LIMIT_PFX_KEYS = 16,               /* private keys in a PFX; more than one is an error anyway */
    LIMIT_REASON_BYTES = 10000,        /* --reason, made safe; schemas/case.xsd has the same */
    LIMIT_LINE_BYTES = 2000,           /* --contact, --consumes, likewise */
    LIMIT_VERIFICATIONS = 500,         /* signatures computed to find out who signed whom in one request or bundle */
    LIMIT_CHAIN_NAMES = 16 << 20,      /* names compared with those that their CAs may issue, in one file, request or bundle */
    LIMIT_FILES = 200,                 /* files of one request */
    LIMIT_ENVIRONMENTS = 1000,         /* environments of one inventory */
    LIMIT_FINDINGS = 2000,             /* findings of one file or case */
    LIMIT_TEMPLATE_BYTES = 256 << 10,  /* one template */
    LIMIT_TEMPLATE_DEPTH = 32,         /* nested sections and partials */
    LIMIT_TEMPLATE_STEPS = 1 << 20,    /* texts and tags visited to render one text */
    LIMIT_TICKET_BYTES = 1 << 20,      /* one rendered text */
    LIMIT_BUNDLE_BYTES = 32 << 20,     /* one bundle */
    LIMIT_BUNDLE_ENTRIES = 512,        /* entries of a bundle */
    LIMIT_ENTRY_BYTES = 8 << 20,       /* one unpacked entry */
    LIMIT_ARCHIVE_PROBLEMS = 50,       /* problems of one kind reported of one archive */
    LIMIT_ENTRY_NAME = 200,            /* bytes of an entry name */
    LIMIT_INFLATE_RATIO = 200,         /* unpacked size : packed size */
    LIMIT_INFLATED_BYTES = 12 << 20,   /* all packed entries of a bundle unpacked; stored ones cost nothing */
    LIMIT_AUDIT_CERT_BYTES = 2 << 20,  /* certificate files of one audited bundle together */
    LIMIT_AUDIT_NAMES = 256 << 20,     /* bytes of one bundle's texts, each times the names of certificates that are sought in it */
    LIMIT_OUTPUT_BYTES = 64 << 20,     /* one document built in memory */
    LIMIT_ANSWER_BYTES = 16 << 20,     /* what a child says of one bundle */
    LIMIT_ANSWER_SECONDS = 3600,       /* how long it may take for it */
    LIMIT_SPOOL_MEMORY = 1 << 20,      /* what waits in memory; more of it goes into a temporary file */
    LIMIT_SIGNATURE_BYTES = 64 << 10,  /* one detached signature with its certificates */
    LIMIT_SIGNATURE_CERTS = 16,        /* certificates that a signature brings along */
    LIMIT_POLICY_BYTES = 256 << 10,    /* one audit policy */
    LIMIT_FOLDER_DEPTH = 32,           /* nested folders that are searched for bundles */
    LIMIT_FOLDER_LINKS = 1000,         /* links in them named by a report */
    LIMIT_PATH_BYTES = 4096,           /* one path of a list */
    LIMIT_FOLDER_NAMES = 256 << 20,    /* bytes of the names in one folder */
    LIMIT_RENEWALS_BYTES = 256 << 20,  /* all certificates of one list of renewals; likewise all their successors */
    LIMIT_RENEWAL_ROUNDS = 100000000,  /* key derivation rounds of all PFX of it together: 16,000 usual ones; some 30 s */
    LIMIT_RENEWAL_PLACES = 10000,      /* certificates of one bundle, each counted once for every environment */
    LIMIT_RENEWAL_UNREADABLE = 1000,   /* files named in it as not readable */
    LIMIT_RENEWAL_TEXT = 400,          /* one name in it; longer ones are cut and marked */
    LIMIT_PROBE_CERTS = 100,           /* certificates of one server that are looked at */
    LIMIT_PROBE_CHAIN_BYTES = 2 << 20, /* one certificate message of a server */
    LIMIT_PROBE_BYTES = 4 << 20,       /* what one server may send on one connection */
    LIMIT_PROBE_HANDSHAKES = 24,       /* connections made to find out what a server takes instead */
    LIMIT_PROBE_CA_NAMES = 200,        /* names of accepted CAs looked at */
    LIMIT_PROBE_TARGETS = 100000,      /* lines of one list of targets */
    LIMIT_PROBE_SECONDS = 600,         /* --timeout */
    LIMIT_DIALOG_BYTES = 64 << 10,     /* what a server may say before TLS begins */
    LIMIT_DIALOG_LINE = 4096,          /* one line of it */
    LIMIT_PATH_SIGNATURES = 200,       /* signatures computed to find one server's way to a root */
    LIMIT_SLUG_BYTES = 60,             /* file names made from subjects */
};

#endif
