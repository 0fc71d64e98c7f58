"""The logo of an organization's mail: taken in many forms, made one, and never more than a small picture."""

import io
import re
import struct
import subprocess
import sys
import time
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from core.branding.logos import HEIGHT, MOST_BYTES, WIDTH, small
from core.branding.models import Look
from kernel import mail
from kernel.errors import Problem
from kernel.models import EventRecord
from tests.core.branding.stage import faults, letters, path_of, sent, store
from tests.core.invitations.stage import invite


def picture(size=(900, 300), kind="PNG", mode="RGB", color=(200, 30, 60), **options):
    """A file of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind, **options)
    return out.getvalue()


def put_logo(world, content, who="admin"):
    file = SimpleUploadedFile("logo.png", content, "image/png")
    return world[who].client.put(path_of(world, "mail-look", "logo"), {"file": file}, format="multipart")


def opened(content):
    return Image.open(io.BytesIO(content))


def test_a_logo_is_made_small_and_served_by_an_address_nobody_can_guess(world, api):
    response = put_logo(world, picture())
    assert response.status_code == 200, response.content
    url = response.json()["logo_url"]
    file = api.get(url)
    assert (file.status_code, file.headers["Content-Type"]) == (200, "image/png")
    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "default-src 'none'" in file.headers["Content-Security-Policy"]
    with opened(file.content) as image:
        assert (image.size, image.format) == ((480, 160), "PNG")
    wrong = url.replace(url[-10:-4], "000000")
    assert api.get(wrong).status_code == 404
    assert api.get(url.replace(str(world.organization.id), str(world.outsider.user.id))).status_code == 404
    gone = world.admin.client.delete(path_of(world, "mail-look", "logo"))
    assert (gone.status_code, gone.json()) == (200, {"color": "", "logo_url": None})
    assert api.get(url).status_code == 404
    assert api.get(f"/api/core/mail-logos/{world.organization.id}/-.png").status_code == 404


def test_the_look_is_read_changed_and_told_without_the_picture(world):
    client, path = world.admin.client, path_of(world, "mail-look")
    assert client.get(path).json() == {"color": "", "logo_url": None}
    assert client.patch(path, {"color": "#0C6657"}, format="json").json()["color"] == "#0c6657"
    assert client.patch(path, {"color": "#0c6657"}, format="json").json()["color"] == "#0c6657"
    put_logo(world, picture())
    client.delete(path_of(world, "mail-look", "logo"))
    client.delete(path_of(world, "mail-look", "logo"))
    client.patch(path, {"color": ""}, format="json")
    rows = EventRecord.objects.filter(verb="branding.look.changed").order_by("seq")
    assert [row.data for row in rows] == [
        {"color": {"was": "", "is": "#0c6657"}},
        {"logo": "set"},
        {"logo": "removed"},
        {"color": {"was": "#0c6657", "is": ""}},
    ]


def test_letters_of_the_organization_wear_it(world):
    world.admin.client.patch(path_of(world, "mail-look"), {"color": "#aa3322"}, format="json")
    put_logo(world, picture())
    assert invite(world).status_code == 201
    (letter,) = letters()
    assert letter.look == mail.Look("#aa3322", bytes(Look.objects.get().logo), "Acme")
    (rendered,) = sent()
    assert "#aa3322" in rendered.html
    assert 'src="cid:' in rendered.html
    assert list(rendered.images.values()) == [letter.look.logo]


def test_words_stand_below_the_organizations_name_even_without_a_look(world):
    store(world, {"heading": "Hello"})
    assert invite(world).status_code == 201
    (letter,) = letters()
    assert letter.look == mail.Look(name="Acme")


def test_without_look_and_words_a_letter_is_keynests(world):
    assert invite(world).status_code == 201
    assert letters()[0].look is None


def animated(kind):
    frames = [Image.new("RGB", (300, 100), (index * 40, 0, 0)) for index in range(5)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def sixteen_bits():
    image = Image.new("I;16", (600, 200))
    image.putdata([(x * 109) & 0xFFFF for _ in range(200) for x in range(600)])
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture((900, 300), "JPEG"), (480, 160)),
        (picture((900, 300), "WEBP"), (480, 160)),
        (picture((100, 40)), (100, 40)),
        (picture((1, 1)), (1, 1)),
        (picture((8000, 1)), (480, 1)),
        (picture((1, 8000)), (1, 160)),
        (picture((900, 300), "JPEG", "CMYK", (0, 200, 100, 20)), (480, 160)),
        (picture((900, 300), "JPEG", "L", 99), (480, 160)),
        (picture((900, 300), "PNG", "RGBA", (200, 30, 60, 80)), (480, 160)),
        (picture((900, 300), "PNG", "LA", (99, 80)), (480, 160)),
        (picture((900, 300), "PNG", "P", 3), (480, 160)),
        (picture((900, 300), "PNG", "P", 3, transparency=3), (480, 160)),
        (picture((900, 300), "PNG", "1", 1), (480, 160)),
        (sixteen_bits(), (480, 160)),
        (animated("PNG"), (300, 100)),
        (animated("WEBP"), (300, 100)),
    ],
)
def test_every_form_of_picture_becomes_one_small_png(content, size):
    with opened(small(content)) as image:
        assert (image.format, image.size) == ("PNG", size)
        assert not getattr(image, "is_animated", False)
        image.load()


def test_colours_stay_what_they_were():
    with opened(small(picture(color=(200, 30, 60)))) as image:
        assert image.convert("RGBA").getpixel((240, 80)) == (200, 30, 60, 255)
    with opened(small(picture(mode="RGBA", color=(200, 30, 60, 0)))) as image:
        assert image.convert("RGBA").getpixel((240, 80))[3] == 0
    with opened(small(sixteen_bits())) as image:
        shades = [image.convert("L").getpixel((x, 80)) for x in (10, 240, 470)]
        assert shades[0] < 20 < 110 < shades[1] < 145 < 235 < shades[2]


def test_a_palette_costs_no_shades():
    """The finest pattern of two colours, seen from afar, is the one between them."""
    board = Image.new("P", (1920, 640))
    board.putpalette([0, 0, 0, 255, 255, 255])
    board.putdata([(x + y) % 2 for y in range(640) for x in range(1920)])
    out = io.BytesIO()
    board.save(out, "PNG")
    with opened(small(out.getvalue())) as image:
        assert 110 < image.convert("L").getpixel((240, 80)) < 145


def test_what_cameras_and_programs_write_is_gone():
    exif = Image.Exif()
    exif[0x010E] = "taken at 52.5, 13.4"
    info = PngInfo()
    info.add_text("Comment", "made by Anna", zip=True)
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Anna</x:xmpmeta>")
    image = Image.new("RGB", (900, 300))
    out = io.BytesIO()
    image.save(out, "PNG", exif=exif, pnginfo=info, icc_profile=b"profile of Anna", dpi=(300, 300))
    for content in (out.getvalue(), picture(kind="JPEG", exif=exif, comment=b"Anna")):
        made = small(content)
        assert b"taken at" not in made
        assert b"Anna" not in made
        chunks = {made[index : index + 4] for index in range(len(made)) if made[index : index + 4].isalpha()}
        assert not chunks & {b"eXIf", b"iTXt", b"tEXt", b"zTXt", b"iCCP", b"pHYs", b"acTL"}
        with opened(made) as found:
            assert dict(found.getexif()) == {}


def test_a_picture_lies_as_its_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    with opened(small(picture((300, 900), "JPEG", exif=exif))) as image:
        assert image.size == (480, 160)


def test_a_photograph_does_not_fill_mailboxes():
    image = Image.effect_noise((WIDTH, HEIGHT), 90).convert("RGB")
    ImageDraw.Draw(image).ellipse((40, 20, 400, 140), fill=(250, 20, 90))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert len(out.getvalue()) > MOST_BYTES
    made = small(out.getvalue())
    assert len(made) <= MOST_BYTES + 16 * 1024
    with opened(made) as found:
        assert found.size == (WIDTH, HEIGHT)


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width, height, *chunks):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


ZEROS = zlib.compress(b"\0" * 50_000_000, 9)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + b"\0" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script>",
        b"II*\0" + b"\0" * 100,
        b"BM" + b"\0" * 100,
        b"%PDF-1.7",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\0\0\1\0\1\0",
        picture()[:200],
        picture(kind="JPEG")[:300],
        picture(kind="WEBP")[:60],
        png(30_000, 30_000),
        png(30_000, 30_000, chunk(b"IDAT", ZEROS)),
        png(2**31 - 1, 2**31 - 1, chunk(b"IDAT", b"")),
        png(0, 0, chunk(b"IDAT", b"")),
        png(10, 10, chunk(b"zTXt", b"x\0\0" + ZEROS), chunk(b"IDAT", zlib.compress(b""))),
        png(10, 10, chunk(b"iCCP", b"x\0\0" + ZEROS), chunk(b"IDAT", b"rubbish")),
        png(10, 10, chunk(b"eXIf", b"MM\0*" + b"\xff" * 500), chunk(b"IDAT", b"")),
        picture((3000, 3000)),
        b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 100,
        b"\xff\xd8\xff\xe1\xff\xff" + b"Exif\0\0" + b"\xff" * 500,
    ],
)
def test_what_is_no_picture_or_a_bomb_is_refused_quickly(world, content):
    begun = time.thread_time()
    with pytest.raises(Problem) as caught:
        small(content)
    assert caught.value.errors[0].field == "file"
    assert time.thread_time() - begun < 1
    assert faults(put_logo(world, content)) <= {("file", "invalid"), ("file", "too_large"), ("file", "required")}
    assert not Look.objects.exists()


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 8 * 1024 * 1024])
def test_a_file_that_is_too_large_is_refused(world, size):
    response = put_logo(world, b"\x89PNG\r\n\x1a\n" + b"\0" * size)
    assert (response.status_code, response.json()["code"]) == (413, "payload_too_large")


def test_the_largest_logo_takes_little_memory():
    """Four at once, of the kind that is opened whole."""
    script = (
        "import django, sys, threading; django.setup(); from core.branding.logos import small;"
        "had = open('/proc/self/status').read(); content = sys.stdin.buffer.read();"
        "threads = [threading.Thread(target=small, args=(content,)) for _ in range(4)];"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads];"
        "print(had, open('/proc/self/status').read())"
    )
    content = picture((4000, 2000), "PNG", "P", 3)
    done = subprocess.run([sys.executable, "-c", script], input=content, capture_output=True, check=True)
    before, after = (int(found) for found in re.findall(rb"VmHWM:\s+(\d+) kB", done.stdout))
    assert after - before < 120 * 1024


@pytest.mark.parametrize("body", [{}, {"file": "text"}, {"other": SimpleUploadedFile("a.png", b"x")}])
def test_a_form_without_a_file_is_refused(world, body):
    path = path_of(world, "mail-look", "logo")
    assert world.admin.client.put(path, body, format="multipart").status_code == 400
    assert world.admin.client.put(path, {"file": "x"}, format="json").status_code == 415


@pytest.mark.parametrize(("who", "status"), [("member", 403), ("viewer", 403), ("outsider", 404), ("owner", 200)])
def test_it_obeys_roles(world, who, status):
    assert put_logo(world, picture((30, 10)), who=who).status_code == status


def test_nobody_signed_in_gets_401(world, api):
    file = SimpleUploadedFile("logo.png", picture((30, 10)), "image/png")
    path = path_of(world, "mail-look", "logo")
    assert api.put(path, {"file": file}, format="multipart").status_code == 401


@pytest.mark.usefixtures("steady_windows")
def test_setting_it_is_limited(world, settings):
    settings.RATES = settings.RATES | {"avatar_user": "2/h"}
    assert [put_logo(world, picture((30, 10))).status_code for _ in range(3)] == [200, 200, 429]
