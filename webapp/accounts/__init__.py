"""Accounts: passwords, sessions, throttling, and the one-time links of invitations and resets.  No Flask."""
