#include "steps/route.h"

/* Which templates make the texts of a case, and of a change. */
#define CASE_TEXTS(ticket) .templates = { [PART_TICKET] = ticket, [PART_SUBMIT] = "submit_case.txt" }
#define CHANGE_TEXTS(ticket, runbook, install, verify)                                                                   \
    .templates = {                                                                                                       \
        [PART_TICKET] = ticket, [PART_SUBMIT] = "submit_change.txt", [PART_RUNBOOK] = runbook, [PART_INSTALL] = install, \
        [PART_INSTALL_ALL] = "install_all.ps1", [PART_VERIFY] = verify,                                                  \
    }

#define REFUSED(id) { id, 0, CHANNEL_REFUSED, .service = "" }
#define NO_PURPOSE REFUSED("no-purpose")
#define ODC REFUSED("odc")
#define PERSONAL REFUSED("personal")
#define NO_HOSTING REFUSED("no-hosting")

static const struct route routes[][HOST_COUNT] = {
    [PURPOSE_NONE] = {
        [HOST_CLOUD] = NO_PURPOSE, [HOST_SELF_MANAGED] = NO_PURPOSE, [HOST_ODC] = NO_PURPOSE, [HOST_PERSONAL] = NO_PURPOSE,
        [HOST_UNKNOWN] = NO_PURPOSE,
    },
    [PURPOSE_TRUSTED_ROOT] = {
        [HOST_CLOUD] = { "trusted-root-cloud", 4, CHANNEL_SUPPORT_CASE, "install-trusted-root", CASE_TEXTS("ticket_trusted_root.txt") },
        [HOST_SELF_MANAGED] = { "trusted-root-self-managed", 5, CHANNEL_CHANGE, "change-on-front-ends",
            CHANGE_TEXTS("change_trusted_root.txt", "runbook_trusted_root.html", "install_trusted_root.ps1", "verify_trusted_root.ps1") },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
    [PURPOSE_CLIENT_SIDE] = {
        [HOST_CLOUD] = { "client-side-cloud", 6, CHANNEL_SUPPORT_CASE, "install-client-certificate",
            CASE_TEXTS("ticket_client_side.txt") },
        [HOST_SELF_MANAGED] = { "client-side-self-managed", 7, CHANNEL_CHANGE, "change-on-front-ends",
            CHANGE_TEXTS("change_client_side.txt", "runbook_client_side.html", "install_client_side.ps1", "verify_client_side.ps1") },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
    [PURPOSE_SERVER] = {
        [HOST_CLOUD] = { "server-cloud", 2, CHANNEL_SELF_SERVICE, .service = "" },
        [HOST_SELF_MANAGED] = { "server-self-managed", 3, CHANNEL_CHANGE, "change-on-front-ends",
            CHANGE_TEXTS("change_server.txt", "runbook_server.html", "install_server.ps1", "verify_server.ps1") },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
    [PURPOSE_INBOUND_MTLS] = {
        [HOST_CLOUD] = { "inbound-mtls-cloud", 8, CHANNEL_SUPPORT_CASE, "install-inbound-mtls-ca",
            CASE_TEXTS("ticket_inbound_mtls.txt") },
        /* The change of situation 5; what IIS and the application need besides stands in its texts. */
        [HOST_SELF_MANAGED] = { "inbound-mtls-self-managed", 8, CHANNEL_CHANGE, "change-on-front-ends",
            CHANGE_TEXTS("change_inbound_mtls.txt", "runbook_trusted_root.html", "install_trusted_root.ps1", "verify_trusted_root.ps1") },
        [HOST_ODC] = ODC, [HOST_PERSONAL] = PERSONAL, [HOST_UNKNOWN] = NO_HOSTING,
    },
};
static_assert(COUNT_OF(routes) == PURPOSE_COUNT, "a row for every purpose");

static const struct route vendor_owned_route = { "vendor-owned", 1, CHANNEL_NOTHING, .service = "" };
static const struct route vendor_named_route = { "vendor-named", 1, CHANNEL_NOTHING, .service = "" };
static const struct route by_case_route = {
    "server-by-case", 2, CHANNEL_SUPPORT_CASE, "install-server-certificate", CASE_TEXTS("ticket_server.txt")
};

const struct route *route_find(enum purpose purpose, enum hosting hosting, enum domain domain)
{
    bool of_vendor = domain == DOMAIN_VENDORS || domain == DOMAIN_VENDORS_BY_NAME;
    if (purpose == PURPOSE_SERVER && of_vendor && hosting != HOST_ODC && hosting != HOST_PERSONAL)
        return domain == DOMAIN_VENDORS ? &vendor_owned_route : &vendor_named_route;
    if (purpose == PURPOSE_SERVER && domain == DOMAIN_BY_CASE && hosting == HOST_CLOUD)
        return &by_case_route;
    return &routes[purpose][hosting];
}
