
#include "base/utf8.h"
#include "net/stream.h"

enum { HOST_MOST = 256, ADDRESSES_MOST = 16, SHARE_LEAST = 500 };

struct address {
    struct os_address items[ADDRESSES_MOST];
    size_t n, last;
    struct view text;
};

enum probe_end address_find(struct arena *arena, struct view host, uint16_t port, int64_t until, struct address **out, struct view *detail)
{
    char name[HOST_MOST];
    struct os_text reason;
    struct address *a = *out = NEW(arena, struct address, 1);
    snprintf(name, sizeof name, "%.*s", VIEW_ARG(host));
    switch (os_addresses(name, port, until, a->items, ADDRESSES_MOST, &a->n, &reason)) {
    case OS_FOUND:
        return END_TLS;
    case OS_NO_ANSWER:
        *detail = view_fmt(arena, "the name server did not answer for %.*s in time", VIEW_ARG(host));
        return END_TIMEOUT;
    case OS_NO_ADDRESS:
        break;
    }
    *detail = view_fmt(arena, "%.*s has no address: %s", VIEW_ARG(host), reason.text);
    return END_NO_ADDRESS;
}

enum probe_end address_connect(struct arena *arena, struct address *a, int64_t until, struct os_socket *out, struct view *detail)
{
    struct os_fault why = os_fault_of(OS_UNREACHABLE);
    *out = (struct os_socket){ 0 };
    for (size_t i = 0; i < a->n; i++) {
        size_t at = (a->last + i) % a->n;
        int64_t now = os_clock(), left = until - now, share = left / (int64_t)(a->n - i);
        if (left <= 0) {
            why = os_fault_of(OS_LATE);
            break;
        }
        share = share < SHARE_LEAST ? SHARE_LEAST : share;
        bool connected = os_connect(&a->items[at], now + (share < left ? share : left), out, &why);
        a->text = text_safe(arena, view_dup(arena, view_of(os_address_text(&a->items[at]).text)));
        if (connected) {
            a->last = at;
            return END_TLS;
        }
    }
    *detail = view_fmt(arena, "no connection to %.*s: %s", VIEW_ARG(a->text), os_fault_text(&why).text);
    return why.kind == OS_LATE ? END_TIMEOUT : END_UNREACHABLE;
}

struct view address_text(const struct address *a)
{
    return a->text;
}
