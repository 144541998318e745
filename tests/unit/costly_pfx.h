/* costly_pfx.h - for tests of what is computed for a PFX. */
#ifndef TESTS_COSTLY_PFX_H
#define TESTS_COSTLY_PFX_H

#include "folder.h"

/* One that says so many times 65,536 rounds (at most 127) of its key, and is locked by a password: only its MAC, of one round, is ever
 * computed. In the folder's arena. */
static inline struct view costly_pfx(struct folder *f, const char *name, char rounds)
{
    size_t at;
    folder_sh(f, view_fmt(&f->arena, "openssl req -x509 -newkey rsa:2048 -nodes -keyout dear.key -out dear.pem -subj /CN=%s -days 9;"
                                     " openssl pkcs12 -export -in dear.pem -inkey dear.key -passout pass:geheim99 -out dear.pfx"
                                     " -keypbe PBE-SHA1-3DES -certpbe NONE -nomaciter -iter 65536;"
                                     " rm dear.key dear.pem", name).p);
    const struct view made = folder_read(f, "dear.pfx");
    char *bytes = NEW(&f->arena, char, made.n);
    assert_true(view_find(made, (struct view){ .p = "\x02\x03\x01\x00\x00", .n = 5 }, &at));
    memcpy(bytes, made.p, made.n);
    bytes[at + 2] = rounds;
    return (struct view){ .p = bytes, .n = made.n };
}

#endif
