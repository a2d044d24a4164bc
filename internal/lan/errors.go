package lan

import "errors"

// ErrNotAllowed says that hosts cannot be made here: it takes Linux, /dev/net/tun, and the right to make network
// namespaces, as root has.
var ErrNotAllowed = errors.New("hosts cannot be made here: run as root on Linux, with /dev/net/tun")
