"""Coordinates as people paste them are read right, or refused; never halfway."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.coordinates import geo_uri, read_coordinates, written
from umbra.core.errors import InvalidInput

KARLSTAD = (59.38, 13.5)


@pytest.mark.parametrize(
    "text",
    [
        "59.38, 13.50",
        "59.38,13.50",
        "59.38 13.50",
        "  59.38 ,  13.50 ",
        "59,38; 13,50",
        "59,38 13,50",
        "59,38, 13,50",
        "59.38° , 13.50°",
        "59.38 N 13.50 E",
        "N 59.38 E 13.50",
        "13.50E, 59.38N",
        "59°22'48\"N 13°30'0\"E",
        "59° 22.8' N, 13° 30' E",
        "59°22\u203248\u2033N 13°30\u20320\u2033E",
        "GEO:59.38;13.50",
        "geo:59.38,13.50",
        "geo:59.38,13.50,17;u=35",
        "geo:59.38,13.50?z=11",
        "[13.50,59.38]",
        "[13.50, 59.38, 60]",
        "https://www.openstreetmap.org/?mlat=59.38&mlon=13.50#map=12/59.40/13.60",
        "https://www.openstreetmap.org/#map=12/59.38/13.50",
        "https://www.google.com/maps/@59.38,13.50,12z",
        "https://www.google.com/maps/place/Karlstad/@59.4,13.6,12z/data=!4m2!3d59.38!4d13.50",
        "https://maps.google.com/?q=59.38,13.50",
        "https://www.google.com/maps/search/?api=1&query=59.38%2C13.50",
        "https://maps.apple.com/?ll=59.38,13.50&q=Karlstad",
        "https://www.bing.com/maps?cp=59.38~13.50",
    ],
)
def test_every_usual_form_is_understood(text: str) -> None:
    assert read_coordinates(text) == KARLSTAD


@pytest.mark.parametrize(
    "text",
    [
        "53,0793",
        "122.9, 13.5",
        "59.38, 180.1",
        "59.38",
        "",
        "Karlstad",
        "59.38 N 13.50 N",
        "59°61'N 13°E",
        "59.38, 13.50, 12.0",
        "1,2,3,4",
        "[59.38]",
        "https://example.org/",
        "javascript:59.38,13.50",
        "٥٩.٣٨, ١٣.٥",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_coordinates(text)
    assert refused.value.errors[0].field == "coordinates"


def test_south_and_west_are_negative() -> None:
    assert read_coordinates("33°51'S 151°12'W") == (-33.85, -151.2)
    assert read_coordinates("\u221233,85; \u2212151,2") == (-33.85, -151.2)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_written_is_read_back(latitude: float, longitude: float) -> None:
    pair = (round(latitude, 7), round(longitude, 7))
    assert read_coordinates(written(*pair)) == pair
    assert read_coordinates(geo_uri(*pair)) == pair


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    try:
        latitude, longitude = read_coordinates(text)
    except InvalidInput:
        return
    assert abs(latitude) <= 90
    assert abs(longitude) <= 180
