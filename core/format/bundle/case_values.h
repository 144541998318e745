/* case_values.h - a case as the tree of values that templates see. This list is what a template can rely on.
 *
 * Top level: id file_id generator purpose purpose_noun hosting title todo situation link(url) is_change needs_pfx key_elsewhere
 *   is_inbound (CAs of callers) placed_by_vendor (where it goes in the cloud is not a store that is published)
 *   infrastructure activation_code edition edition_unknown fedramp is_lifetime (of the LifeTime environment itself) contact
 *   contact_address followers
 *   severity (as asked for) reason refusal (what LifeTime says of it) consumes consumes_url(url; not of what callers call)
 *   platform platform_doubt (for which environments it isn't recorded; empty: for none)
 *   environments (list: number name type host host_code front_ends front_end_names front_end_list
 *     front_end_names_list all_named several_front_ends) environment_names
 *     environments_short (the names, or how many they are: for a subject) environment_count several_environments one_environment
 *     any_unnamed (whether one isn't all_named)
 *   certificates (list, the main one first), main (the first), others (the rest), files (those with a file of their own)
 *     export_name (of the main one's public part) certificate_count several_certificates others_in_store files_in_store any_kept_out
 *     (whether any is)
 *     each: number name role role_phrase subject issuer serial thumbprint sha256 valid_from valid_until days_left key signature
 *     alternative_names store store_phrase in_store kept_out_of (the store that it isn't to be in: case_keeps_out) file file_name
 *     inside_pfx self_signed is_main is_leaf
 *   pfx (file file_name encryption sha256 converted (came_as came_sha256))
 *   replaces (case_id bundle subject thumbprint sha256 valid_until valid_until_year (empty: it never ends) expired ends_first (before
 *     the day of the expected delivery) stays (until people confirm that it can go))
 *   service (name days severity severity_inferred source_title source_url(url) effective note inferred
 *     margin margin_inferred not_in_basic)
 *   calendar (convention zone inferred) holidays (given source from to)
 *   submitted counted_from expected_delivery submit_by needed_by renew_by (dates with their weekday) after_cutoff on_day_off late
 *     renew_for (name valid_until: only when another certificate than the main one ends first) beyond_holidays
 *     valid_later (name valid_from: the last of its certificates to become valid; only when one isn't on the day of submission)
 *     submit_passed needed_passed renew_passed (before the day of submission) days_counted days_skipped catalog_id catalog_origin
 *   accepted (list: id message) any_accepted
 * A value that is not known is empty, and so false. Environments stand in the order of work: Development, Test, Production.
 * (url): only set when it is a plain http(s) address of harmless characters, so that {{{x}}} is safe in attributes and scripts.
 * host_code: the host, set only when it is a plain host name.
 * file_id, file, file_name, export_name, digests and store hold nothing but letters, digits and ._-/ and are safe in scripts (as {{{x}}}).
 * Memory:  the arena, and what the case points to. Errors: none. Threads: pure but for the arena.
 */
#ifndef FORMAT_CASE_VALUES_H
#define FORMAT_CASE_VALUES_H

#include "format/text/mustache.h"
#include "model/case.h"

const struct value *case_values(struct arena *arena, const struct case_record *c);

/* --- case_certs.c --- */

/* Its part of the above: certificates, main, others, files, pfx, replaces. */
void case_cert_values(struct arena *arena, struct value *root, const struct case_record *c);
/* As every text writes them (base/civil.h). */
void case_put_day(struct arena *arena, struct value *to, const char *key, int32_t day);
void case_put_moment(struct arena *arena, struct value *to, const char *key, int64_t time);

#endif
