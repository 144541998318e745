/* shared_options.h - the options that more than one command takes, each written once. A command lists them among its own, in the order
 * of its help.
 */
#ifndef CMD_SHARED_OPTIONS_H
#define CMD_SHARED_OPTIONS_H

#include "options.h"
#include "run.h"

#define SHARED(name) offsetof(struct settings, name) /* where a value lands that more than one command has */

/* The first members of a row of --format: its choices are the names of these reports. */
#define FORMAT_OF(reports) "format", 0, OPT_CHOICE, "FORMAT", SHARED(format), INFLUENCE_SHOWN, .formats = &(reports), .help = "{choices}"

extern const struct option_row option_environments, option_purpose, option_hosting, option_infrastructure, option_edition, option_needed_by,
    option_severity, option_consumes, option_reason, option_contact, option_password_file, option_password_env, option_sign, option_key,
    option_key_password_file, option_key_password_env, option_accept, option_convert, option_jobs, option_shard, option_shards,
    option_into, option_into_long /* where -o is taken */,
    option_force, option_separator, option_catalog, option_holidays, option_templates, option_platform, option_ca_bundle,
    option_windows_roots, option_policy, option_fail_on, option_at, option_no_input, option_all, option_quiet, option_color, option_help;

#define OPTIONS_PASSWORD &option_password_file, &option_password_env
#define OPTIONS_SIGNING &option_sign, &option_key, &option_key_password_file, &option_key_password_env
#define OPTIONS_SHARD &option_shard, &option_shards
#define OPTIONS_ALL &option_at, &option_no_input, &option_quiet, &option_color, &option_help /* of every command, last */

#endif
