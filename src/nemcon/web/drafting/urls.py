"""The addresses of drafts, below /{language}/desk/drafts/."""

from django.urls import path

from nemcon.web.drafting import checking, comparing, importing, previewing, programme, translating, views

app_name = "drafting"
urlpatterns = [
    path("import/<slug:slug>", importing.bring, name="bring"),
    path("review/<uuid:import_id>", importing.review, name="review"),
    path("<uuid:draft>", views.text, name="text"),
    path("<uuid:draft>/nodes", views.nodes, name="nodes"),
    path("<uuid:draft>/saves", views.saves, name="saves"),
    path("<uuid:draft>/changes", views.changes, name="changes"),
    path("<uuid:draft>/commands", views.commands, name="commands"),
    path("<uuid:draft>/programme", programme.programme, name="programme"),
    path("<uuid:draft>/grid", programme.grid, name="grid"),
    path("<uuid:draft>/propose", programme.propose_programme, name="propose"),
    path("<uuid:draft>/compare", comparing.comparison, name="compare"),
    path("<uuid:draft>/history", comparing.history, name="history"),
    path("<uuid:draft>/checks", checking.checks, name="checks"),
    path("<uuid:draft>/languages/<language:code>", translating.language, name="language"),
    path("<uuid:draft>/languages/<language:code>/file", translating.returned, name="returned"),
    path("<uuid:draft>/preview/<language:code>", previewing.preview, name="preview"),
    path("<uuid:draft>/preview/<language:code>/text", previewing.fragment, name="fragment"),
    path("<uuid:draft>/preview/<language:code>/draft.<slug:form>", previewing.paper, name="paper"),
]
