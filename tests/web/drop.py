"""Lets files and folders fall onto what X shows at a place of the screen, as a file manager does: python3 drop.py X Y FILE...
Speaks the drag-and-drop protocol of X (XDND, version 5) with the window there; fails when nobody takes them within 20 seconds."""
import pathlib
import select
import sys
import time

from Xlib import X, Xatom, display
from Xlib.protocol import event

x, y = int(sys.argv[1]), int(sys.argv[2])
uris = "".join(pathlib.Path(name).resolve().as_uri() + "\r\n" for name in sys.argv[3:]).encode()
server = display.Display()
root = server.screen().root
atom = server.intern_atom
own = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
uri_list, selection, copy = atom("text/uri-list"), atom("XdndSelection"), atom("XdndActionCopy")


def target():
    """The window at the place that knows of drops."""
    window = root
    while window:
        if window.get_full_property(atom("XdndAware"), X.AnyPropertyType):
            return window
        window = window.translate_coords(root, x, y).child
    sys.exit("no window there takes drops")


def tell(window, what, *values):
    data = [own.id, *values, 0, 0, 0, 0][:5]
    window.send_event(event.ClientMessage(window=window, client_type=atom(what), data=(32, data)), event_mask=X.NoEventMask)
    server.flush()


def hand_over(request):
    """What was dropped, or what it can be had as."""
    if request.target == uri_list:
        request.requestor.change_property(request.property, uri_list, 8, uris)
    elif request.target == atom("TARGETS"):
        request.requestor.change_property(request.property, Xatom.ATOM, 32, [uri_list])
    else:
        request.property = X.NONE
    request.requestor.send_event(event.SelectionNotify(time=request.time, requestor=request.requestor, selection=request.selection,
                                                       target=request.target, property=request.property))
    server.flush()


def answer(what, until):
    """The next message of that name, while selections are handed over."""
    while True:
        while server.pending_events():
            got = server.next_event()
            if got.type == X.SelectionRequest:
                hand_over(got)
            elif got.type == X.ClientMessage and got.client_type == atom(what):
                return got.data[1]
        if time.monotonic() > until:
            return None
        select.select([server], [], [], 0.05)


end = time.monotonic() + 20
own.set_selection_owner(selection, X.CurrentTime)
window = target()
tell(window, "XdndEnter", 5 << 24, uri_list)
accepted = False
while not accepted and time.monotonic() < end:
    tell(window, "XdndPosition", 0, x << 16 | y, X.CurrentTime, copy)
    status = answer("XdndStatus", time.monotonic() + 1)
    accepted = status is not None and status[1] & 1
    time.sleep(0.05)
if not accepted:
    sys.exit("nobody takes it there")
tell(window, "XdndDrop", 0, X.CurrentTime)
if answer("XdndFinished", end) is None:
    sys.exit("it was not taken")
