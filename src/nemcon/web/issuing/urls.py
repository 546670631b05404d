"""The addresses of what leads from draft to release, below /{language}/desk/issuing/."""

from django.urls import URLPattern, path

from nemcon.web.issuing import (
    chain_views,
    clearance_views,
    pipeline_views,
    release_views,
    revision_views,
    submission_views,
    views,
)

app_name = "issuing"
urlpatterns: list[URLPattern] = [
    path("", pipeline_views.pipeline, name="pipeline"),
    path("chains/", chain_views.every, name="chains"),
    path("chains/<slug:slug>", chain_views.chain, name="chain"),
    path("meetings/<slug:slug>/adopted", revision_views.adoption, name="adoption"),
    path("releases/<uuid:release_id>", release_views.progress, name="progress"),
    path("<uuid:draft>", views.document, name="document"),
    path("<uuid:draft>/clearance", clearance_views.page, name="clearance"),
    path("<uuid:draft>/clearance/<uuid:clearance_id>/evidence", clearance_views.evidence, name="evidence"),
    path("<uuid:draft>/submission", submission_views.page, name="submission"),
    path("<uuid:draft>/changes", submission_views.changes, name="changes"),
    path("<uuid:draft>/release", release_views.page, name="release"),
    path("<uuid:draft>/languages/<language:code>", views.language, name="language"),
    path("<uuid:draft>/languages/<language:code>/changes.docx", revision_views.editors, name="editors"),
    path("<uuid:draft>/plan", views.plan, name="plan"),
    path("<uuid:draft>/queries", views.queries, name="queries"),
    path("<uuid:draft>/queries/<uuid:query>", views.answer, name="answer"),
    path("<uuid:draft>/revise", revision_views.revise, name="revise"),
]
