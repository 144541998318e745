#!/usr/bin/env python3
"""Runs a program on a terminal of its own and types answers: type.py PROMPT ANSWER [PROMPT ANSWER]... -- PROGRAM ARG...

An answer is typed when its prompt has been shown and nothing more comes; "^C" is the interrupt key. Prints what the terminal showed, then a line
"exit CODE" (130 for an interrupt) and "echo on" or "echo off" as the program left the terminal."""
import fcntl, os, pty, re, select, struct, sys, termios, time


def plain(shown):
    """Wine's console draws what was written letter by letter, hides the cursor meanwhile, and steps over blanks."""
    if "NOT_HERE" not in os.environ:
        return shown
    shown = re.sub(rb"\x1b\[(\d+)C", lambda m: b" " * int(m[1]), shown)
    return re.sub(rb"\r+\n", b"\r\n", re.sub(rb"\x1b\[(\?25[lh]|K)", b"", shown))


cut = sys.argv.index("--")
steps = list(zip(sys.argv[1:cut:2], sys.argv[2:cut:2]))
program = sys.argv[cut + 1:]

control, terminal = pty.openpty()
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 50, 250, 0, 0))
pid = os.fork()
if pid == 0:
    os.setsid()
    os.close(control)
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(terminal, fd)
    os.execvp(program[0], program)

shown, status, deadline = b"", None, time.time() + 60
while time.time() < deadline:
    ready = select.select([control], [], [], 0.1)[0]
    if ready:
        try:
            shown += os.read(control, 65536)
        except OSError:
            break
    elif steps and steps[0][0].encode() in plain(shown[shown.rfind(b"\x00") + 1:]): # and the echo has had time to go off
        answer = steps.pop(0)[1]
        os.write(control, b"\x03" if answer == "^C" else answer.encode() + b"\r")
        shown += b"\x00"
    elif status is None:
        done, code = os.waitpid(pid, os.WNOHANG)
        if done:
            status = code
            break
echo = termios.tcgetattr(terminal)[3] & termios.ECHO
if status is None:
    os.kill(pid, 9) if time.time() >= deadline else None
    status = os.waitpid(pid, 0)[1]
print(plain(shown.replace(b"\x00", b"")).decode("utf-8", "replace").replace("\r\n", "\n"))
print("exit", 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
print("echo on" if echo else "echo off")
