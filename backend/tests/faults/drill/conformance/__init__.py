"""RFC 6455 as our server keeps it: the Autobahn suite against an echo with the flags of KeyNest.serve."""
