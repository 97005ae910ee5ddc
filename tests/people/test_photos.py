"""Photos: checked by their content, turned, written anew; stored, cached, merged, deleted."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from httpx import AsyncClient, Response
from PIL import Image, ImageOps
from sqlalchemy import text

from tests.people.test_merging import merge, restore
from tests.people.test_people import add
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.people.images import photo_from

ORIENTATION, DESCRIPTION, WIDTH = 0x0112, 0x010E, 0x0100


def picture(
    size: tuple[int, int] = (60, 30), format_: str = "JPEG", colour: str = "red", **options: Any
) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA" if format_ != "JPEG" else "RGB", size, colour).save(
        written, format_, **options
    )
    return written.getvalue()


def header_of_png(width: int, height: int) -> bytes:
    """A PNG that says that it has so many pixels, and has none."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


async def put(
    client: AsyncClient, person: Any, data: bytes, media_type: str = "image/jpeg", **headers: str
) -> Response:
    return await client.put(
        f"/api/people/{person['id']}/photo",
        content=data,
        headers={"Content-Type": media_type, **headers},
    )


async def get(client: AsyncClient, person: Any, size: str = "large", **headers: str) -> Response:
    address = f"/api/people/{person['id']}/photo?size={size}"
    return await client.get(address, headers=headers)


def opened(answer: Response) -> Image.Image:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content))


async def test_a_photo_is_written_anew_in_three_sizes_without_what_else_it_had(
    as_alice: AsyncClient,
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the right side is up
    exif[DESCRIPTION] = "Private"
    anna = await add(as_alice, "Anna")
    sent = picture((3000, 1000), exif=exif, comment=b"Private")
    assert b"Private" in sent
    answered = await put(as_alice, anna, sent)
    assert (answered.status_code, answered.json()["version"]) == (200, 2)
    for size, expected in (("large", (683, 2048)), ("medium", (171, 512)), ("small", (96, 96))):
        answer = await get(as_alice, anna, size)
        image = opened(answer)
        assert (image.size, dict(image.getexif())) == (expected, {})
        assert b"Private" not in answer.content
    assert (await as_alice.get("/api/people")).json()["items"][0]["photo"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_from_each_orientation(orientation: int) -> None:
    image = Image.new("RGB", (64, 32))
    image.paste("red", (0, 0, 32, 16))
    image.paste("lime", (32, 0, 64, 16))
    image.paste("blue", (0, 16, 32, 32))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    written = io.BytesIO()
    image.save(written, "PNG", exif=exif)
    expected = ImageOps.exif_transpose(Image.open(written))
    upright = Image.open(io.BytesIO(photo_from(written.getvalue()).large))
    assert upright.size == expected.size
    for place in ((8, 8), (-8, 8), (8, -8), (-8, -8)):
        x, y = (at % length for at, length in zip(place, expected.size, strict=True))
        shown, colour = upright.getpixel((x, y)), expected.getpixel((x, y))
        assert isinstance(shown, tuple)
        assert isinstance(colour, tuple)
        assert all(abs(one - other) < 60 for one, other in zip(shown, colour, strict=True))


@pytest.mark.parametrize("tag", [WIDTH, DESCRIPTION], ids=["bytes", "a number"])
def test_a_photo_with_wrong_values_in_its_exif_is_taken_and_turned(tag: int) -> None:
    """The values have other types than their tags, so that Pillow can't write the EXIF anew."""
    wrong = struct.pack(">HHI4s", tag, 1 if tag == WIDTH else 11, 1, b"abcd")
    turned = struct.pack(">HHIHH", ORIENTATION, 3, 1, 6, 0)
    tiff = b"MM\0*" + struct.pack(">IH", 8, 2) + wrong + turned + b"\0" * 4
    photo = photo_from(picture(exif=b"Exif\0\0" + tiff))
    assert Image.open(io.BytesIO(photo.large)).size == (30, 60)


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
async def test_what_is_transparent_becomes_white(as_alice: AsyncClient, format_: str) -> None:
    anna = await add(as_alice, "Anna")
    data = picture(format_=format_, colour="#ff000000")
    assert (await put(as_alice, anna, data, f"image/{format_.lower()}")).status_code == 200
    darkest, _ = opened(await get(as_alice, anna)).convert("L").getextrema()
    assert darkest == 255


async def test_a_photo_is_cached_by_its_browser_until_it_changes(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    await put(as_alice, anna, picture())
    first = await get(as_alice, anna)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "private, no-cache"
    again = await get(as_alice, anna, **{"If-None-Match": f'"x", {etag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    await put(as_alice, anna, picture(colour="blue"))
    changed = await get(as_alice, anna, **{"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.jpg", picture())
    return written.getvalue()


BAD = {
    "an SVG with a script": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
    "a ZIP": zipped(),
    "a GIF": picture(format_="GIF"),
    "a gzip bomb": gzip.compress(b"SIMPLE  =" + b"\0" * 10_000_000),
    "30,000 x 30,000 pixels": header_of_png(30_000, 30_000),
    "a damaged PNG": header_of_png(500, 500),
    "half a JPEG": picture((900, 900), quality=95)[:2000],
    "nothing": b"",
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
async def test_what_is_no_photo_is_refused_in_words(as_alice: AsyncClient, data: bytes) -> None:
    anna = await add(as_alice, "Anna")
    for media_type in ("image/png", "image/jpeg"):
        refused = await put(as_alice, anna, data, media_type)
        assert refused.status_code == 422, refused.text
        [error] = refused.json()["errors"]
        assert error["field"] == "photo"
        assert error["message"].endswith((".", "smaller."))
    assert (await get(as_alice, anna)).status_code == 404
    assert (await as_alice.get("/api/people")).json()["items"] == [anna]


@pytest.mark.parametrize("media_type", ["image/svg+xml", "application/zip", "application/json"])
async def test_another_media_type_is_refused(as_alice: AsyncClient, media_type: str) -> None:
    anna = await add(as_alice, "Anna")
    assert (await put(as_alice, anna, picture(), media_type)).status_code == 415


async def test_more_than_5_mib_is_cut_off_however_it_is_sent(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    large = picture() + b"\0" * (5 * 1024 * 1024)
    assert (await put(as_alice, anna, large)).status_code == 413

    async def chunks() -> Any:
        for at in range(0, len(large), 65536):
            yield large[at : at + 65536]

    address = f"/api/people/{anna['id']}/photo"
    sent = {"content": chunks(), "headers": {"Content-Type": "image/jpeg"}}
    refused = await as_alice.put(address, **sent)
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/too-large")
    json = await as_alice.post("/api/people", json={"name": "x", "notes": "x" * 1_100_000})
    assert json.status_code == 413


async def test_an_image_of_several_mib_is_taken(as_alice: AsyncClient) -> None:
    anna = await add(as_alice, "Anna")
    image = Image.effect_noise((1500, 1500), 200)
    written = io.BytesIO()
    image.save(written, "PNG")
    assert len(written.getvalue()) > 1024 * 1024
    assert (await put(as_alice, anna, written.getvalue(), "image/png")).status_code == 200


async def test_a_photo_is_deleted_with_its_version_and_is_private(
    as_alice: AsyncClient, as_bob: AsyncClient, database: Database, alice: Actor
) -> None:
    anna = await add(as_alice, "Anna")
    await put(as_alice, anna, picture())
    address = f"/api/people/{anna['id']}/photo"
    assert (await as_bob.get(address)).status_code == 404
    stale = {"If-Match": '"1"'}
    assert (await as_alice.delete(address, headers=stale)).status_code == 412
    assert (await put(as_alice, anna, picture(colour="blue"), **stale)).status_code == 412
    assert (await as_alice.delete(address)).status_code == 204
    assert (await as_alice.delete(address)).status_code == 404
    assert await stored(database, alice) == 0


async def stored(database: Database, actor: Actor) -> int:
    async with database.transaction(actor) as tx:
        return await tx.scalar(text("SELECT count(*) FROM person_photos"))


async def test_a_photo_goes_with_its_last_person(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    anna, bea = await add(as_alice, "Anna"), await add(as_alice, "Bea")
    for person in (anna, bea):
        await put(as_alice, person, picture())
    assert await stored(database, alice) == 1
    for person, left in ((anna, 1), (bea, 0)):
        await as_alice.delete(f"/api/people/{person['id']}")
        await as_alice.delete(f"/api/trash/{person['id']}")
        assert await stored(database, alice) == left


async def test_a_merge_takes_the_photo_and_its_undo_gives_both_back(
    as_alice: AsyncClient, database: Database, alice: Actor
) -> None:
    anna, other = await add(as_alice, "Anna"), await add(as_alice, "Annie")
    await put(as_alice, anna, picture())
    await put(as_alice, other, picture(colour="blue"))
    before = [(await get(as_alice, one)).content for one in (anna, other)]
    await merge(as_alice, anna, other, "other")
    assert (await get(as_alice, anna)).content == before[1]
    await restore(as_alice, other)
    assert [(await get(as_alice, one)).content for one in (anna, other)] == before
    await merge(as_alice, anna, other, "other")
    for one in (other, anna):
        await as_alice.delete(f"/api/people/{one['id']}")
        await as_alice.delete(f"/api/trash/{one['id']}")
    assert await stored(database, alice) == 0
