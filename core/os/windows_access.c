#include "os/windows.h"

#include <aclapi.h>
#include <sddl.h>

static INIT_ONCE user_once = INIT_ONCE_STATIC_INIT;
static TOKEN_USER *user;
static TOKEN_OWNER *owner; /* of files that the user makes: an administrator's belong to the group */

static void *token_part(HANDLE token, TOKEN_INFORMATION_CLASS which)
{
    DWORD n = 0;
    GetTokenInformation(token, which, NULL, 0, &n);
    void *part = n ? malloc(n) : NULL;
    if (part && GetTokenInformation(token, which, part, n, &n))
        return part;
    free(part);
    return NULL;
}

static BOOL CALLBACK find_user(INIT_ONCE *once, void *unused, void **nothing)
{
    HANDLE token;
    (void)once, (void)unused, (void)nothing;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return FALSE;
    user = token_part(token, TokenUser);
    owner = token_part(token, TokenOwner);
    CloseHandle(token);
    return user && owner;
}

/* As SID; the same memory in all calls, made once. NULL with GetLastError. */
static PSID user_sid(void)
{
    return InitOnceExecuteOnce(&user_once, find_user, NULL, NULL) ? user->User.Sid : NULL;
}

/* Protected: nothing comes from the folder. */
SECURITY_DESCRIPTOR *windows_owner_only(void)
{
    wchar_t *sid, text[256];
    void *out = NULL;
    if (!user_sid() || !ConvertSidToStringSidW(user_sid(), &sid))
        return NULL;
    swprintf(text, sizeof text / sizeof *text, L"D:P(A;;FA;;;%ls)", sid);
    LocalFree(sid);
    return ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &out, NULL) ? out : NULL;
}

static bool is_own(PSID sid)
{
    return user_sid() && (EqualSid(sid, user->User.Sid) || EqualSid(sid, owner->Owner));
}

/* Who may do everything anyway. */
static bool is_system(PSID sid)
{
    return IsWellKnownSid(sid, WinLocalSystemSid) || IsWellKnownSid(sid, WinBuiltinAdministratorsSid) ||
           IsWellKnownSid(sid, WinCreatorOwnerRightsSid);
}

static bool others_write(ACL *list)
{
    const DWORD writes = FILE_WRITE_DATA | FILE_APPEND_DATA | WRITE_DAC | WRITE_OWNER | GENERIC_WRITE | GENERIC_ALL;
    void *entry;
    for (DWORD i = 0; list && GetAce(list, i, &entry); i++) {
        const ACE_HEADER *header = entry;
        ACCESS_ALLOWED_ACE *allowed = entry;
        if (header->AceType != ACCESS_ALLOWED_ACE_TYPE || (header->AceFlags & INHERIT_ONLY_ACE))
            continue;
        if ((allowed->Mask & writes) && !is_own(&allowed->SidStart) && !is_system(&allowed->SidStart))
            return true;
    }
    return !list; /* no list: everybody may do everything */
}

void windows_look_at_rights(HANDLE handle, struct os_facts *out)
{
    const SECURITY_INFORMATION what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    PSECURITY_DESCRIPTOR all = NULL;
    PSID whose = NULL;
    ACL *list = NULL;
    bool told = GetSecurityInfo(handle, SE_FILE_OBJECT, what, &whose, NULL, &list, NULL, &all) == ERROR_SUCCESS;
    out->is_own = told && whose && is_own(whose);
    out->others_write = !told || others_write(list);
    LocalFree(all);
}

/* As it is, whatever the folder says. */
static bool set_exactly(const struct os_file *file, SECURITY_DESCRIPTOR *rights, SECURITY_INFORMATION how, struct os_fault *why)
{
    return windows_done(SetKernelObjectSecurity(windows_handle(file), DACL_SECURITY_INFORMATION | how, rights), why);
}

/* For all: what the folder says. */
bool os_set_access(const struct os_file *file, enum os_access access, struct os_fault *why)
{
    if (access == OS_FOR_OWNER) {
        SECURITY_DESCRIPTOR *rights = windows_owner_only();
        bool ok = rights ? set_exactly(file, rights, PROTECTED_DACL_SECURITY_INFORMATION, why) : windows_failed(why, GetLastError());
        LocalFree(rights);
        return ok;
    }
    ACL nothing;
    if (!InitializeAcl(&nothing, sizeof nothing, ACL_REVISION))
        return windows_failed(why, GetLastError());
    const SECURITY_INFORMATION how = DACL_SECURITY_INFORMATION | UNPROTECTED_DACL_SECURITY_INFORMATION;
    DWORD code = SetSecurityInfo(windows_handle(file), SE_FILE_OBJECT, how, NULL, NULL, &nothing, NULL);
    return code == ERROR_SUCCESS || windows_failed(why, code);
}

bool os_copy_access(const struct os_file *from, const struct os_file *to, struct os_fault *why)
{
    PSECURITY_DESCRIPTOR all = NULL;
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision;
    DWORD code = GetSecurityInfo(windows_handle(from), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, NULL, NULL, &all);
    if (code != ERROR_SUCCESS)
        return windows_failed(why, code);
    GetSecurityDescriptorControl(all, &control, &revision);
    bool ok = set_exactly(to, all,
                          control & SE_DACL_PROTECTED ? PROTECTED_DACL_SECURITY_INFORMATION : UNPROTECTED_DACL_SECURITY_INFORMATION, why);
    LocalFree(all);
    return ok;
}
