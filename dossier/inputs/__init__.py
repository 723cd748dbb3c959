"""What people give us: the case of one cluster for one year. Says nothing about any province's rules."""
