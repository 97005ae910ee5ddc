"""Calendar events: single ones and series, their occurrences, and changes of one or all of them."""
