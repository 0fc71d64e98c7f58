"""The composition root: the only package that knows every other one."""

from KeyNest.celery import app as celery_app

__all__ = ["celery_app"]
