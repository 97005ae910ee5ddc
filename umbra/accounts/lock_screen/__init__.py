"""The lock screen: one card over the ambient background, one component a mode."""
