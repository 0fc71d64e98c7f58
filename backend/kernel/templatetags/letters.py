"""Filters of letters."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

register = template.Library()


@register.filter(expects_localtime=True)
def moment(at: datetime) -> str:
    """A moment by the reader's clock, with the zone's name, so that nobody has to guess whose clock it is."""
    # How it is written, in the letters of Django's `date` filter.
    form = pgettext("moment", "j F Y, H:i")
    return f"{date_format(at, form)} ({timezone.get_current_timezone_name()})"
