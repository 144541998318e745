"""Real certificates: every CA of the system is a root, already trusted, and accepted until its last day, but for those that Windows blocks; every X.509 and PKCS#12 vector of python3-cryptography-vectors gets a
verdict and agrees with openssl on whether it is a certificate. CERTCASE names the program."""
import json
import os
import pathlib
import subprocess
import sys

program = os.environ["CERTCASE"]
at = ["--at", "2026-11-20T08:00:00Z"]
failed = 0


def fail(text):
    global failed
    failed += 1
    print("FAIL", text)


def inspect(paths, *extra):
    run = subprocess.run([program, "inspect", "--format", "json", *at, "--no-input", *extra, *map(str, paths)], capture_output=True, timeout=300)
    if run.returncode not in (0, 1):
        fail(f"exit {run.returncode}: {run.stderr.decode(errors='replace')[:500]}")
        return []
    return json.loads(run.stdout)["files"]


def windows_roots(status):
    lines = (pathlib.Path(__file__).parents[2] / "templates" / "windows-roots.tsv").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[1] for line in lines if line.startswith(status + "\t")}


def last_day(path):
    run = subprocess.run(["openssl", "x509", "-in", path, "-noout", "-enddate", "-dateopt", "iso_8601"], capture_output=True, check=True)
    return run.stdout.decode().partition("=")[2][:10]


def check_system():
    folder = pathlib.Path("/etc/ssl/certs")
    paths = sorted(p for p in folder.glob("*.pem") if p.exists())
    if not paths:
        print("SKIPPED: no CA certificates on this machine")
        return
    blocked = windows_roots("blocked")
    # Debian ships CAs beyond their last day: those are rightly refused, and openssl has to agree that the day has passed.
    for file in inspect(paths):
        ids = {finding["id"] for finding in file["findings"]}
        errors = [finding["id"] for finding in file["findings"] if finding["severity"] == "error"]
        if file["certificates"] and file["certificates"][0]["sha256"] in blocked:
            if "blocked-by-windows" not in errors or not set(errors) <= {"blocked-by-windows", "expired"} or "already-trusted" in ids:
                fail(f"{file['path']}: blocked, and {errors}")
            continue
        if file["verdict"] != "accepted" and not (errors == ["expired"] and last_day(file["path"]) < "2026-11-20"):
            fail(f"{file['path']}: {errors}")
        if [c["role"] for c in file["certificates"]] != ["root"] or not file["certificates"][0]["publiclyTrusted"]:
            fail(f"{file['path']}: not one publicly trusted root")
        if "already-trusted" not in ids:
            fail(f"{file['path']}: already-trusted is missing")
    print(len(paths), "CAs of the system")


def openssl_reads(path):
    """What openssl thinks of it: as PEM or DER, or as one of the containers that hold certificates."""
    run = subprocess.run(["openssl", "x509", "-in", str(path), "-noout"], capture_output=True, env={**os.environ, "SSL_CERT_FILE": "/dev/null"})
    return run.returncode == 0


def check_vectors():
    root = pathlib.Path("/usr/lib/python3/dist-packages/cryptography_vectors")
    paths = sorted(p for name in ("x509", "pkcs12", "pkcs7") for p in (root / name).rglob("*") if p.is_file())
    if not paths:
        print("SKIPPED: python3-cryptography-vectors is not installed")
        return
    files = inspect(paths)
    if len(files) != len(paths):
        fail(f"{len(files)} verdicts for {len(paths)} files")
    for path, file in zip(paths, files):
        ours = len(file["certificates"]) > 0 and file["container"] in ("der", "pem")
        if file["container"] in ("der", "pem", "csr", "crl", "text", "binary", "public-key", "private-key") and ours != openssl_reads(path):
            fail(f"{path.relative_to(root)}: ours {ours} ({file['container']}), openssl {not ours}")
    print(len(paths), "vectors")


check_system()
check_vectors()
sys.exit(1 if failed else 0)
