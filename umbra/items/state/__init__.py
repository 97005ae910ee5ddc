"""The Reflex state that the list pages of all kinds share, as mixins of one level each."""
