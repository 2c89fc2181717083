"""Pictures rebuilt: upright, opaque, in sRGB, of a fair size, with nothing attached."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw
from reportlab.pdfgen import canvas

from returns.uploads.limits import MAX_SIDE, THUMBNAIL_SIDE
from tests.returns.uploads import hostile
from tests.returns.uploads.heic import heic
from tests.returns.uploads.tools import encoded, noise, picture, through, verdict

RED, BLUE = (200, 20, 20), (20, 20, 200)


def halves(width: int = 400, height: int = 300) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=BLUE)
    return image


def near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 12 for one, other in zip(pixel, colour, strict=True))


# Where the left half of the stored picture comes to lie when a camera is held so (EXIF 2.32).
@pytest.mark.parametrize(
    ("orientation", "red", "size"),
    [
        (1, (10, 150), (400, 300)),
        (2, (390, 150), (400, 300)),
        (3, (390, 150), (400, 300)),
        (4, (10, 150), (400, 300)),
        (5, (150, 10), (300, 400)),
        (6, (150, 10), (300, 400)),
        (7, (150, 390), (300, 400)),
        (8, (150, 390), (300, 400)),
        (9, (10, 150), (400, 300)),
    ],
)
def test_a_picture_is_turned_as_its_camera_was_held(
    orientation: int, red: tuple[int, int], size: tuple[int, int]
) -> None:
    notes = Image.Exif()
    notes[0x0112] = orientation
    made = through(encoded(halves(), "JPEG", exif=notes))
    image = picture(made.file)
    assert image.size == size == (made.measured["width"], made.measured["height"])
    assert near(image.getpixel(red), RED)


@pytest.mark.parametrize(("mode", "kind"), [("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")])
def test_every_kind_of_pixel_becomes_plain_rgb(mode: str, kind: str) -> None:
    image = picture(through(encoded(noise(mode=mode), kind)).file)
    assert (image.mode, image.size) == ("RGB", (400, 300))


def test_sixteen_bits_a_pixel_keep_their_shades() -> None:
    image = Image.new("I;16", (60, 40), 0x8000)
    assert near(picture(through(encoded(image, "PNG")).file).getpixel((5, 5)), (128, 128, 128))


def test_what_is_transparent_is_on_white() -> None:
    image = Image.new("RGBA", (60, 40), (200, 20, 20, 0))
    assert near(picture(through(encoded(image, "PNG")).file).getpixel((5, 5)), (255, 255, 255))


def test_cmyk_and_a_profile_become_srgb() -> None:
    assert picture(through(encoded(noise(mode="CMYK"), "JPEG")).file).mode == "RGB"
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = picture(through(encoded(halves(), "JPEG", icc_profile=lab)).file)
    assert near(made.getpixel((10, 10)), RED)
    assert "icc_profile" not in made.info


def test_a_broken_profile_does_not_matter() -> None:
    assert verdict(encoded(halves(), "JPEG", icc_profile=b"\0" * 200)) == "taken"


def test_a_large_picture_is_made_smaller_a_small_one_is_left() -> None:
    made = through(encoded(noise(4000, 3000), "JPEG"))
    assert picture(made.file).size == (MAX_SIDE, MAX_SIDE * 3 // 4)
    assert picture(made.thumbnail).size == (THUMBNAIL_SIDE, THUMBNAIL_SIDE * 3 // 4)
    assert (made.measured["width"], made.measured["height"]) == (4000, 3000)
    assert picture(through(encoded(noise(90, 70), "PNG")).file).size == (90, 70)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_film_the_first_picture_is_taken(kind: str) -> None:
    film = encoded(halves(), kind, save_all=True, append_images=[noise()] * 5, duration=40)
    assert near(picture(through(film).file).getpixel((10, 10)), RED)


def test_heic_as_telephones_make_it_is_read() -> None:
    made = through(heic(halves()))
    image = picture(made.file)
    assert (image.size, made.measured["format"]) == ((96, 64), "HEIF")
    assert near(image.resize((1, 1), box=(4, 4, 40, 60)).getpixel((0, 0)), (211, 5, 4))


def document(pages: int = 1, password: str = "") -> bytes:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, encrypt=password or None)
    for number in range(pages):
        sheet.drawString(100, 700, f"Facture {number}")
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def test_the_pages_of_a_document_are_stacked() -> None:
    one, three = (picture(through(document(pages)).file) for pages in (1, 3))
    assert (three.width, three.height) == (one.width, 3 * one.height)


@pytest.mark.parametrize(("pages", "password", "answer"), [(6, "", "too_many_pages"), (1, "secret", "protected")])
def test_a_document_that_is_not_taken(pages: int, password: str, answer: str) -> None:
    assert verdict(document(pages, password)) == answer


def test_neither_scripts_nor_attachments_of_a_document_are_kept() -> None:
    catalogue = hostile.CATALOGUE[:-2] + b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"
    made = through(hostile.pdf(catalogue, hostile.PAGES, hostile.page()))
    assert b"JavaScript" not in made.file


def told_everything() -> bytes:
    notes = Image.Exif()
    notes[0x010F], notes[0x0131], notes[0x9286] = "Maker", "Software", "a comment"
    notes.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    return encoded(
        noise(),
        "JPEG",
        exif=notes,
        comment=b"Lina's flat",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>",
        dpi=(300, 300),
    )


def test_nothing_is_told_beside_the_pixels() -> None:
    made = through(told_everything())
    for part in (made.file, made.thumbnail):
        image = picture(part)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed (libimage-exiftool-perl)")
def test_exiftool_finds_nothing_either(tmp_path: Path) -> None:
    def groups(content: bytes) -> set[str]:
        file = tmp_path / "picture.jpg"
        file.write_bytes(content)
        out = subprocess.run(["exiftool", "-G1", "-s", "-a", file], capture_output=True, text=True, check=True).stdout
        return {line.split("]")[0].strip("[ ") for line in out.splitlines()} | set(
            {"Comment"} if "Comment" in out else ()
        )

    assert {"GPS", "IFD0", "Comment"} <= groups(told_everything())
    made = through(told_everything())
    for part in (made.file, made.thumbnail):
        assert groups(part) <= {"ExifTool", "System", "File", "JFIF", "Composite"}
