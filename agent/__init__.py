"""The state machine, its sessions, the files of the user, and the commands."""
