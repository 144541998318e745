/* sniff.h - what is in these bytes? Each known kind looks at the first bytes and bids 0..100; the best bid wins.
 *
 * The file's name only breaks ties. DER that could be several things (certificate, CSR, CRL, key, PKCS#7, PKCS#12) is told apart
 * by its structure, not by its first byte.
 * Threads: pure; allocates nothing.
 */
#ifndef FORMAT_SNIFF_H
#define FORMAT_SNIFF_H

#include "model/cert.h"

enum container sniff(struct view bytes, struct view name);

#endif
