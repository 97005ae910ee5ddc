"""Live updates: a change made anywhere is shown in all open tabs of its owner."""
