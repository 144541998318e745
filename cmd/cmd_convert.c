#include "command.h"

#include "ask.h"
#include "base/utf8.h"
#include "flow/convert/convert.h"
#include "model/words.h"
#include "secret.h"

struct convert_settings {
    struct settings shared;
    struct view encryption, new_password_file;
    bool pem;
};

#define OWN(name) offsetof(struct convert_settings, name)
static const struct option_row option_output = { "output", 'o', OPT_WRITTEN, "FILE", SHARED(output),
    .help = "client.pfx or client.p12: a PFX; .pem: a certificate as text; any other name: a certificate",
    .more = "A folder, with / at its end, gets each certificate in a .cer of its own. A PFX can be read by its owner alone." };
static const struct option_row option_private_key = { "key", 0, OPT_FILE, "KEY", SHARED(wishes.key),
    .help = "the file of the private key, when it is in none of the FILEs",
    .more = "PEM or DER, PKCS#8 or traditional, encrypted or not." };
static const struct option_row option_encryption = { "encryption", 0, OPT_CHOICE, "SCHEME", OWN(encryption),
    .choices = "tripledes-sha1|aes-256",
    .help = "tripledes-sha1 (default: every Windows and the cloud read it) or aes-256",
    .more = "aes-256 is what Windows Server 2019 and later read; the vendor's cloud does not take it." };
static const struct option_row option_new_password_file = { "new-password-file", 0, OPT_FILE, "FILE", OWN(new_password_file),
    .help = "password of the new PFX: first line of FILE (default: the old one)" };
static const struct option_row option_pem = { "pem", 0, OPT_FLAG, NULL, OWN(pem),
    .help = "write certificates as Base-64 (PEM) instead of DER" };

/* What --new-password-file holds, else what somebody at the terminal types twice, when nothing that was read has a password. */
static bool new_password(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e)
{
    const struct run *run = from;
    const struct convert_settings *set = (const struct convert_settings *)run->set;
    (void)request;
    return set->new_password_file.n ? secret_from_file("--new-password-file", set->new_password_file.p, secret, e)
                                    : ask_new_password(run, path, secret, e);
}

static bool key_password(void *from, struct view path, const struct request *request, struct buf *secret, struct err *e)
{
    const struct settings *set = ((struct run *)from)->set;
    const bool has_own = set->key_password_file.n || set->key_password_env.n;
    return (has_own ? secret_for_key : secret_for_pfx)(from, path, request, secret, e);
}

static void tell(const struct run *run, const struct converted *made)
{
    struct arena *arena = run->arena;
    if (run->set->quiet)
        return;
    for (size_t i = 0; i < made->written.n; i++)
        put_fmt(run->out, "wrote %.*s\n", VIEW_ARG(text_safe(arena, made->written.items[i])));
    if (made->encryption.n == 0)
        return;
    char hex[65];
    put_fmt(run->out, "  %.*s, with its private key and %zu %s\n  encrypted with %.*s, opened again and compared\n  SHA-256 %s\n",
            VIEW_ARG(made->subject), made->n_cas, made->n_cas == 1 ? "CA" : "CAs", VIEW_ARG(made->encryption),
            hex_text(made->sha256, sizeof made->sha256, hex));
    if (made->is_ca)
        put_text(run->out, "  it is the private key of a CA: never hand it on, whoever has it can issue certificates for any name\n");
}

static bool command(struct run *run, struct err *e)
{
    const struct convert_settings *set = (const struct convert_settings *)run->set;
    struct convert_wishes wishes = {
        .files = &run->set->operands, .key = run->set->wishes.key, .output = run->set->output, .encryption = PFX_TRIPLEDES_SHA1,
        .pem = set->pem, .force = run->set->force, .key_password = { .get = key_password, .from = run },
        .new_password = { .get = new_password, .from = run },
        .is_new_said = set->new_password_file.n > 0,
    };
    struct converted made;
    struct worker worker;
    (void)pfx_encryption_from(set->encryption, &wishes.encryption); /* one of the choices, or nothing was said */
    if (wishes.output.n == 0)
        return err_set(e, ST_USAGE, "name what is to be written: -o client.pfx, or -o partner.cer", "the output is missing");
    if (!run_resources(run, 0, e))
        return false;
    worker_open(&worker, &run->resources);
    bool ok = convert_files(&worker, &wishes, &made, e);
    if (ok)
        tell(run, &made);
    arena_wipe(&worker.arena);
    worker_close(&worker);
    return ok;
}

const struct command_row command_convert = {
    .name = "convert",
    .operands = "FILE... -o FILE",
    .summary = "make the file that the request needs out of what is there",
    .about = "Keys, certificates and PFX in, one PFX out, in the encryption that its receiver takes; or certificates as .cer. The private "
             "key goes nowhere else.",
    .least = 1,
    .most = SIZE_MAX,
    .missing = "the file to convert",
    .examples = {
        "certcase convert client.pfx -o client-3des.pfx --password-file password.txt\tthe encryption that the vendor's cloud takes",
        "certcase convert client.cer chain.cer --key client.key -o client.pfx --new-password-file password.txt\ta PFX of a key, its "
            "certificate and the chain",
        "certcase convert client.pfx intermediate.cer -o whole.pfx --password-file password.txt\tadd the chain that is missing",
        "certcase convert chain.p7b -o certificates/ --pem\teach certificate in a file of its own",
    },
    .options = OPTIONS(&option_output, &option_private_key, &option_encryption, OPTIONS_PASSWORD, &option_key_password_file,
        &option_key_password_env, &option_new_password_file, &option_pem, &option_force, OPTIONS_ALL),
    .settings = sizeof(struct convert_settings),
    .run = command,
};
