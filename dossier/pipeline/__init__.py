"""The whole run, as one short readable function per user: check a case, build its package, print a paper."""
