#!/usr/bin/env python3
"""Runs a program on a terminal of its own and types answers: type.py PROMPT ANSWER [PROMPT ANSWER]... -- PROGRAM ARG...

An answer is typed when its prompt has been shown; "^C" is the interrupt key. Prints what the terminal showed, then a line
"exit CODE" (130 for an interrupt) and "echo on" or "echo off" as the program left the terminal."""
import os, pty, select, sys, termios, time

cut = sys.argv.index("--")
steps = list(zip(sys.argv[1:cut:2], sys.argv[2:cut:2]))
program = sys.argv[cut + 1:]

control, terminal = pty.openpty()
pid = os.fork()
if pid == 0:
    os.setsid()
    os.close(control)
    import fcntl
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
        if steps and steps[0][0].encode() in shown[shown.rfind(b"\x00") + 1:]:
            answer = steps.pop(0)[1]
            time.sleep(0.1)  # the prompt comes just before the echo goes off
            os.write(control, b"\x03" if answer == "^C" else answer.encode() + b"\n")
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
print(shown.replace(b"\x00", b"").decode("utf-8", "replace").replace("\r\n", "\n"))
print("exit", 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
print("echo on" if echo else "echo off")
