"""What every floor may use: clock, ids, errors, actor, paging, text. Knows nobody."""
