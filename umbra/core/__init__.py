"""The lowest layer: clock, ids, errors, actor, paging, text. Imports no other package of ours."""
