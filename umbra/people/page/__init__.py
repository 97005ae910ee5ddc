"""The page of people: the list with its index of letters, and the panel of a person."""

from umbra.people.page.list_page import PERSON_PAGE
from umbra.people.page.page import people_page

__all__ = ["PERSON_PAGE", "people_page"]
