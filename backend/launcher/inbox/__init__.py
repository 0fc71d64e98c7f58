"""The mailbox of a local run: a real SMTP server that delivers nowhere, and a page to read what was sent.

Mails hold links that let their reader in, so both sides listen on the loopback interface only, and the page answers
only to the name of this machine itself.
"""
