"""Locations: places one goes to, with address, coordinates, phone and web page."""
