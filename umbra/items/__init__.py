"""What every kind of item shares: a kind as a value, and the functions that take one."""
