"""Sessions, the challenges that precede them, and the outcomes of sign-in."""
