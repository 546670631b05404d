"""The addresses of the logs: static resources as C2SP tlog-tiles has them, the public export, and proofs."""

from django.urls import path, re_path

from nemcon.web.record import views

app_name = "record"
urlpatterns = [
    path("<slug:log>/checkpoint", views.checkpoint, name="checkpoint"),
    re_path(r"^(?P<log>[-a-zA-Z0-9_]+)/(?P<address>tile/entries/.+)$", views.entries, name="entries"),
    re_path(r"^(?P<log>[-a-zA-Z0-9_]+)/(?P<address>tile/.+)$", views.tile, name="tile"),
    path("<slug:log>/public.jsonl", views.export, name="export"),
    re_path(r"^(?P<log>[-a-zA-Z0-9_]+)/(?P<seq>0|[1-9][0-9]{0,17})\.tlog-proof$", views.proof, name="proof"),
]
