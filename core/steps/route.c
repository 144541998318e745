#include "steps/route.h"

#define KB "https://success.outsystems.com/Support/"
#define LINK_OVERVIEW KB "Security/OutSystems_certificate_management"
#define LINK_ROOT KB "Enterprise_Customers/Maintenance_and_Operations/Add_certificate_to_trusted_root_store_in_OutSystems_Cloud"
#define LINK_CLIENT KB "Enterprise_Customers/Maintenance_and_Operations/Requesting_to_install_client-side_certificates_on_OutSystems_cloud"
#define LINK_DOMAIN KB "Enterprise_Customers/Installation/Use_your_SSL_domain_in_OutSystems_Cloud"

/* Which templates make the texts of a case, and of a change. */
#define CASE_TEXTS(ticket) .templates = { [PART_TICKET] = ticket, [PART_SUBMIT] = "submit_case.txt" }
#define CHANGE_TEXTS(ticket, runbook, install, verify)                                                                   \
    .templates = {                                                                                                       \
        [PART_TICKET] = ticket, [PART_SUBMIT] = "submit_change.txt", [PART_RUNBOOK] = runbook, [PART_INSTALL] = install, \
        [PART_INSTALL_ALL] = "install_all.ps1", [PART_VERIFY] = verify,                                                  \
    }

#define REFUSED(name, sentence)                                                                                          \
    {                                                                                                                    \
        .situation = 0, .channel = CHANNEL_REFUSED, .service = "", .title = name, .todo = sentence, .because = sentence, \
        .link = LINK_OVERVIEW,                                 \
    }
#define NO_PURPOSE REFUSED("No certificate, no request", "no certificate was found, so there is nothing to request")
#define ODC                                                                                                              \
    REFUSED("OutSystems Developer Cloud",                                                                                \
            "ODC has no service to install certificates: REST calls and the private gateway take public CAs alone, "     \
            "External Logic brings its own PFX, and ODC Self-hosted uses the trust store of its cluster")
#define PERSONAL                                                                                                         \
    REFUSED("Personal Environment",                                                                                      \
            "installing certificates is not offered for Personal Environments; use an environment of your infrastructure")
#define NO_HOSTING REFUSED("No environment", "name the environments it is for, so that hosting and channel are known")

static const struct route routes[][HOST_COUNT] = {
    [PURPOSE_NONE] = {
        [HOST_CLOUD] = NO_PURPOSE, [HOST_SELF_MANAGED] = NO_PURPOSE, [HOST_ODC] = NO_PURPOSE, [HOST_PERSONAL] = NO_PURPOSE,
        [HOST_UNKNOWN] = NO_PURPOSE,
    },
    [PURPOSE_TRUSTED_ROOT] = {
        [HOST_CLOUD] = {
            .situation = 4, .channel = CHANNEL_SUPPORT_CASE, .service = "install-trusted-root", .title = "Trusted root in OutSystems Cloud",
            .todo = "open a support case with the certificate in .CER and the environments it is for",
            .because = "", .link = LINK_ROOT, CASE_TEXTS("ticket_trusted_root.txt"),
        },
        [HOST_SELF_MANAGED] = {
            .situation = 5, .channel = CHANNEL_CHANGE, .service = "change-on-front-ends", .title = "Trusted root on self-managed servers",
            .todo = "import it into the trusted root store of every front-end",
            .because = "", .link = LINK_OVERVIEW,
            CHANGE_TEXTS("change_trusted_root.txt", "runbook_trusted_root.html", "install_trusted_root.ps1", "verify_trusted_root.ps1"),
        },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
    [PURPOSE_CLIENT_SIDE] = {
        [HOST_CLOUD] = {
            .situation = 6, .channel = CHANNEL_SUPPORT_CASE, .service = "install-client-certificate",
            .title = "Client certificate in OutSystems Cloud",
            .todo = "open a support case with the .PFX, the roots it needs in .CER and the environments; send the password apart from it",
            .because = "", .link = LINK_CLIENT, CASE_TEXTS("ticket_client_side.txt"),
        },
        [HOST_SELF_MANAGED] = {
            .situation = 7, .channel = CHANNEL_CHANGE, .service = "change-on-front-ends",
            .title = "Client certificate on self-managed servers",
            .todo = "import the .PFX into the Personal store of every front-end and let the platform's accounts read its key",
            .because = "", .link = LINK_OVERVIEW,
            CHANGE_TEXTS("change_client_side.txt", "runbook_client_side.html", "install_client_side.ps1", "verify_client_side.ps1"),
        },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
    [PURPOSE_SERVER] = {
        [HOST_CLOUD] = {
            .situation = 2, .channel = CHANNEL_SELF_SERVICE,
            .service = "", .title = "Server certificate of your own domain in OutSystems Cloud",
            .todo = "upload it yourself in LifeTime: Environments, the environment, Secure endpoint, Add a new Domain Certificate "
                    "(PEM or PFX, from a public CA, private key of at most 4096 bits; the domain needs a CNAME to the environment's "
                    "outsystemsenterprise.com address)",
            .because = "a certificate for your own domain is self-service in LifeTime. Two exceptions go by support case: the domain of "
                       "the LifeTime environment itself, and a certificate that LifeTime's validation refuses but that you submit anyway. "
                       "In a FedRAMP infrastructure all of it goes by support case: say fedramp=\"true\" in the inventory",
            .link = LINK_DOMAIN,
        },
        [HOST_SELF_MANAGED] = {
            .situation = 3, .channel = CHANNEL_CHANGE,
            .service = "change-on-front-ends", .title = "Server certificate on self-managed servers",
            .todo = "install it in IIS on every front-end",
            .because = "", .link = LINK_OVERVIEW,
            CHANGE_TEXTS("change_server.txt", "runbook_server.html", "install_server.ps1", "verify_server.ps1"),
        },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
    [PURPOSE_INBOUND_MTLS] = {
        [HOST_CLOUD] = {
            .situation = 8, .channel = CHANNEL_SUPPORT_CASE, .service = "install-inbound-mtls-ca",
            .title = "CAs of callers (inbound mTLS) in OutSystems Cloud",
            .todo = "open a support case with the root and every intermediate CA of the callers, each in .CER, and the environments",
            .because = "", .link = LINK_OVERVIEW, CASE_TEXTS("ticket_inbound_mtls.txt"),
        },
        /* The change of situation 5; what IIS and the application need besides stands in its texts. */
        [HOST_SELF_MANAGED] = {
            .situation = 8, .channel = CHANNEL_CHANGE,
            .service = "change-on-front-ends", .title = "CAs of callers (inbound mTLS) on self-managed servers",
            .todo = "import them into their stores on every front-end, let IIS take client certificates, and check them in the application",
            .because = "", .link = LINK_OVERVIEW,
            CHANGE_TEXTS("change_inbound_mtls.txt", "runbook_trusted_root.html", "install_trusted_root.ps1", "verify_trusted_root.ps1"),
        },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
};
static_assert(COUNT_OF(routes) == PURPOSE_COUNT, "a row for every purpose");

static const struct route vendor_owned_route = {
    .situation = 1, .channel = CHANNEL_NOTHING, .service = "",
    .title = "The vendor's own certificate in OutSystems Cloud", .todo = "nothing; don't pin it, it is rotated at short notice",
    .because = "*.outsystemsenterprise.com is the vendor's default certificate: the vendor owns, installs and renews it, and nobody "
               "else may use it",
    .link = LINK_OVERVIEW,
};

static const struct route by_case_route = {
    .situation = 2, .channel = CHANNEL_SUPPORT_CASE,
    .service = "install-server-certificate", .title = "Server certificate of your own domain in OutSystems Cloud (FedRAMP)",
    .todo = "open a support case with the certificate, its chain and the environment; hand over the PFX and its password apart from it",
    .because = "", .link = LINK_DOMAIN, CASE_TEXTS("ticket_server.txt"),
};

const struct route *route_find(enum purpose purpose, enum hosting hosting, enum domain domain)
{
    if (purpose == PURPOSE_SERVER && domain == DOMAIN_VENDORS && hosting != HOST_ODC && hosting != HOST_PERSONAL)
        return &vendor_owned_route;
    if (purpose == PURPOSE_SERVER && domain == DOMAIN_BY_CASE && hosting == HOST_CLOUD)
        return &by_case_route;
    return &routes[purpose][hosting];
}
