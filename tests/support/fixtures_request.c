/* Fixtures of the group `request`: the certificate is the same, the command line and the inventory differ. */
#include "fixture_pki.h"

#define BUILD "build\n--dry-run\n{rules}/partner-root.cer\n--environments\n{rules}/inventory.xml\n"
#define BUILD_FILE "build\n--dry-run\n{file}\n--environments\n{rules}/inventory.xml\n-e\nTest\n"
#define ON_HOST "build\n--dry-run\n{rules}/partner-root.cer\n-e\nProduction="
#define BUILD_HERE "build\n--dry-run\n{rules}/partner-root.cer\n--environments\n{dir}/inventory.xml\n"

static struct view inventory(struct fixtures *f, const char *infrastructure, const char *environments)
{
    return FX_JOIN(f,
                   VIEW("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<inventory xmlns=\"urn:certcase:inventory:1\" version=\"1\">\n"),
                   view_of(infrastructure), VIEW("  <environments>\n"), view_of(environments), VIEW("  </environments>\n</inventory>\n"));
}

#define PEOPLE(edition)                                                                                                  \
    "  <infrastructure edition=\"" edition "\">\n    <name>Example</name>\n"                                             \
    "    <contact>Ana Silva &lt;ana@example.com&gt;</contact>\n  </infrastructure>\n"
#define NOBODY "  <infrastructure edition=\"enterprise\">\n    <name>Example</name>\n  </infrastructure>\n"
#define ENVIRONMENT(key, name, host) \
    "    <environment key=\"" key "\" type=\"Test\">\n      <name>" name "</name>\n      <host>" host "</host>\n    </environment>\n"
#define TEST_ENVIRONMENT ENVIRONMENT("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a02", "Test", "partnertst.outsystemsenterprise.com")
#define TWO_ENVIRONMENTS \
    TEST_ENVIRONMENT ENVIRONMENT("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a03", "Production", "partner.outsystemsenterprise.com")

static void both_args(struct fixtures *f, const char *id, const char *bad, const char *good)
{
    pki_args(f, id, "bad", bad);
    pki_args(f, id, "good", good);
}

static void environments(struct fixtures *f)
{
    both_args(f, "environment-unknown", BUILD "-e\nTset\n", BUILD "-e\ntest\n");
    both_args(f, "environment-missing", BUILD, BUILD "-e\nTest\n");
    both_args(f, "duplicate-request", BUILD "-e\nTest\n-e\n0F1E6F0A-6C4D-4C0B-9B39-2D3A5C1E7A02\n", BUILD "-e\nTest\n-e\nProduction\n");
    both_args(f, "odc-environment", BUILD_HERE "-e\nODC\n", BUILD_HERE "-e\nTest\n");
    pki_write(f, "odc-environment", "inventory.xml",
              inventory(f, PEOPLE("enterprise"),
                        TEST_ENVIRONMENT ENVIRONMENT("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a09", "ODC", "partner-dev.outsystems.app")));
    both_args(f, "personal-environment", BUILD_HERE "-e\nMine\n", BUILD_HERE "-e\nTest\n");
    pki_write(f, "personal-environment", "inventory.xml",
              inventory(f, PEOPLE("enterprise"),
                        TEST_ENVIRONMENT ENVIRONMENT("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a09", "Mine", "mine.outsystemscloud.com")));
    both_args(f, "hosting-unknown", BUILD_HERE "-e\nApps\n", BUILD_HERE "-e\nApps\n--hosting\nself-managed\n");
    both_args(f, "environments-on-one-host", ON_HOST "acme.outsystemsenterprise.com\n-e\nTest=Acme.outsystemsenterprise.com\n",
              ON_HOST "acme.outsystemsenterprise.com\n-e\nTest=acme-tst.outsystemsenterprise.com\n");
    both_args(f, "front-end-named-twice", ON_HOST "apps.acme.example\n--hosting\nself-managed\n--front-end\nFE-1,fe-1\n",
              ON_HOST "apps.acme.example\n--hosting\nself-managed\n--front-end\nFE-1,FE-2\n");
    pki_args(f, "hosting-contradicts-host", "bad", ON_HOST "acme.outsystemsenterprise.com\n--hosting\nself-managed\n");
    pki_args(f, "hosting-contradicts-host", "good", ON_HOST "apps.acme.example\n--hosting\nself-managed\n");
    pki_write(f, "hosting-unknown", "inventory.xml",
              inventory(f, PEOPLE("enterprise"), ENVIRONMENT("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a09", "Apps", "apps.example.com")));
}

#define VERSIONED(key, name, attributes) \
    "    <environment key=\"" key "\" hosting=\"self-managed\" " attributes ">\n      <name>" name "</name>\n    </environment>\n"

static void servers(struct fixtures *f)
{
    both_args(f, "java-application-server", BUILD_HERE "-e\nOld\n", BUILD_HERE "-e\nNew\n");
    pki_write(f, "java-application-server", "inventory.xml",
              inventory(f, PEOPLE("enterprise"),
                        VERSIONED("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a08", "Old", "applicationServer=\"java\"")
                            VERSIONED("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a09", "New", "applicationServer=\"iis\"")));
    both_args(f, "platform-contradicts-server", BUILD_HERE "-e\nOld\n", BUILD_HERE "-e\nNew\n");
    pki_args(f, "platform-contradicts-server", "good-2016", BUILD_HERE "-e\nOld\n--platform\nwindows-2016\n");
    pki_write(f, "platform-contradicts-server", "inventory.xml",
              inventory(f, PEOPLE("enterprise"),
                        VERSIONED("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a08", "Old", "osVersion=\"11.9.1.0\" platform=\"windows-2022\"")
                            VERSIONED("0f1e6f0a-6c4d-4c0b-9b39-2d3a5c1e7a09", "New", "osVersion=\"11.20.0.1\" platform=\"windows-2022\"")));
}

static void services(struct fixtures *f)
{
    both_args(f, "service-not-in-edition", BUILD_HERE "-e\nTest\n", BUILD "-e\nTest\n");
    pki_write(f, "service-not-in-edition", "inventory.xml", inventory(f, PEOPLE("basic"), TEST_ENVIRONMENT));
    both_args(f, "consumes-needs-none", BUILD "-e\nTest\n--consumes\nhttp://api.partner.example/orders\n",
              BUILD "-e\nTest\n--consumes\nhttps://api.partner.example/orders\n");
    pki_args(f, "consumes-needs-none", "bad-socket", BUILD "-e\nTest\n--consumes\nws://api.partner.example/orders\n");
    pki_args(f, "consumes-needs-none", "bad-vendors", BUILD "-e\nTest\n--consumes\nhttps://partner.outsystemsenterprise.com/x\n");
    pki_args(f, "consumes-needs-none", "good-inbound",
             BUILD "-e\nTest\n--purpose\ninbound-mtls\n--consumes\nhttps://partner.outsystemsenterprise.com/x\n");
    both_args(f, "contact-missing", BUILD_HERE "-e\nTest\n", BUILD_HERE "-e\nTest\n--contact\nAna Silva <ana@example.com>\n");
    pki_write(f, "contact-missing", "inventory.xml", inventory(f, NOBODY, TEST_ENVIRONMENT));
}

#define SAMPLE "{tests}/support/samples/"
#define SAMPLES "build\n--dry-run\n" SAMPLE
/* The old root ends with 2026-12-20. */
#define IN_TEST "-e\nTest\n--environments\n{rules}/inventory.xml\n"
#define RENEWS_OLD_ROOT SAMPLES "partner-root.cer\n" IN_TEST "--renews\n" SAMPLE "old-root.cer\n--needed-by\n"
#define NEEDS_OLD_ROOT SAMPLES "old-root.cer\n" IN_TEST "--needed-by\n"
#define CHANGE SAMPLES "partner-root.cer\n-e\nDatacentre\n--environments\n{tests}/support/inventory.xml\n--needed-by\n"

#define RENEWED_AT SAMPLES "partner-root.cer\n--renews\n{rules}/renewed-bundle.zip\n-e\n"

/* renewed-bundle.zip asks for partner-root.cer; policy-bundle.zip for the sample, which lasts longer. */
static void renewals(struct fixtures *f)
{
    const char *good = "build\n--dry-run\n{tests}/support/samples/partner-root.cer\n--environments\n{rules}/inventory.xml\n-e\nTest\n"
                       "--renews\n{rules}/renewed-bundle.zip\n";
    both_args(f, "renews-itself", BUILD "-e\nTest\n--renews\n{rules}/renewed-bundle.zip\n", good);
    pki_args(f, "renews-itself", "bad-own-id", RENEWED_AT "Test\n--environments\n{rules}/inventory.xml\n--id\nrenewed-bundle\n");
    both_args(f, "renews-another-kind",
              "build\n--dry-run\n{tests}/support/samples/partner-client-3des.pfx\n"
              "--password-file\n{tests}/support/samples/password.txt\n"
              "--environments\n{rules}/inventory.xml\n-e\nTest\n--renews\n{rules}/renewed-bundle.zip\n",
              good);
    pki_args(f, "renews-another-kind", "bad-elsewhere", RENEWED_AT "Test=other.outsystemsenterprise.com\n");
    pki_args(f, "renews-another-kind", "bad-never-there", RENEWED_AT "Dev=partnerdev.outsystemsenterprise.com\n");
    pki_args(f, "renews-another-kind", "good-renamed", RENEWED_AT "Quality=partnertst.outsystemsenterprise.com\n");
    pki_args(f, "renews-another-kind", "good-same-host", RENEWED_AT "Test=PARTNERTST.outsystemsenterprise.com\n");
    both_args(f, "renews-unrelated",
              "build\n--dry-run\n{tests}/support/samples/appliance.cer\n--environments\n{rules}/inventory.xml\n-e\nTest\n"
              "--renews\n{rules}/renewed-bundle.zip\n",
              good);
    pki_args(f, "renews-itself", "bad-beside", SAMPLES "partner-root.cer\n" SAMPLE "partner-issuing-ca.cer\n" IN_TEST
             "--renews\n" SAMPLE "partner-issuing-ca.cer\n");
    pki_args(f, "renews-unrelated", "bad-its-issuer", SAMPLES "partner-issuing-ca.cer\n" IN_TEST
             "--renews\n" SAMPLE "partner-root.cer\n");
    pki_args(f, "renews-unrelated", "bad-windows-own", SAMPLES "partner-root.cer\n" IN_TEST
             "--windows-roots\n{rules}/windows-roots.tsv\n--renews\n{rules}/blocked-by-windows/good.cer\n");
    both_args(f, "needed-after-old-expires", RENEWS_OLD_ROOT "2026-12-20\n", RENEWS_OLD_ROOT "2026-12-19\n");
    both_args(f, "renewal-ends-sooner", BUILD "-e\nTest\n--renews\n{rules}/policy-bundle.zip\n", good);
    both_args(f, "renews-changed-bundle",
              "build\n--dry-run\n{tests}/support/samples/partner-root.cer\n--environments\n{rules}/inventory.xml\n-e\nTest\n"
              "--renews\n{rules}/changed-bundle.zip\n",
              good);
}

static void dates(struct fixtures *f)
{
    both_args(f, "delivery-after-needed-by", BUILD "-e\nTest\n--needed-by\n2026-11-26\n", BUILD "-e\nTest\n--needed-by\n2026-11-27\n");
    both_args(f, "submit-by-passed", BUILD "-e\nTest\n--needed-by\n2026-11-26\n", BUILD "-e\nTest\n--needed-by\n2026-12-15\n");
    pki_args(f, "submit-by-passed", "bad-change", CHANGE "2026-06-30\n");
    pki_args(f, "submit-by-passed", "good-change", CHANGE "2027-06-30\n");
    pki_args(f, "expires-before-delivery", "bad-needed", NEEDS_OLD_ROOT "2026-12-21\n");
    pki_args(f, "expires-before-delivery", "good-needed", NEEDS_OLD_ROOT "2026-12-20\n");
    both_args(f, "holidays-not-covered", BUILD "-e\nTest\n--needed-by\n2027-03-01\n--holidays\n{dir}/short.txt\n",
              BUILD "-e\nTest\n--needed-by\n2027-03-01\n--holidays\n{dir}/long.txt\n");
    pki_args(f, "holidays-not-covered", "bad-none", BUILD "-e\nTest\n");
    pki_write(f, "holidays-not-covered", "short.txt", VIEW("2026-11-01 All Saints\n2026-11-25 Thanksgiving eve\n"));
    pki_write(f, "holidays-not-covered", "long.txt", VIEW("2026-11-01 All Saints\n2026-12-25 Christmas Day\n2040-12-25 Christmas Day\n"));
}

/* Rules of other groups that need a request to show. */
static void requests_of_others(struct fixtures *f)
{
    pki_args(f, "expires-before-delivery", "", BUILD_FILE);
    pki_args(f, "host-not-covered", "", BUILD_FILE "--consumes\nhttps://api.partner.example/orders\n");
}

void fixtures_request(struct fixtures *f)
{
    fx_write(f, "partner-root.cer", pki_root(f));
    fx_write(f, "inventory.xml", inventory(f, PEOPLE("enterprise"), TWO_ENVIRONMENTS));
    environments(f);
    servers(f);
    services(f);
    renewals(f);
    dates(f);
    requests_of_others(f);
}
