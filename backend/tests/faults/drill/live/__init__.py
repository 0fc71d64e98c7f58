"""What breaks beneath sockets, with two processes of them, and what each client applied."""
