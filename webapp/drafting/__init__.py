"""Process drafts: what a process owner changes before it is deployed.  No HTTP here.

A draft holds the changed files of one folder of processes; all else is what was deployed last.
"""
