"""Locations: places with address, coordinates, phone and web page."""
