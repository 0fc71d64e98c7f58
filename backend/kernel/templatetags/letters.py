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
    # Translators: how a moment is written, in the letters that Django's `date` filter takes.
    return f"{date_format(at, pgettext('moment', 'j F Y, H:i'))} ({timezone.get_current_timezone_name()})"
