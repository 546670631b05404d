"""The addresses of meetings at the desk, below /{language}/desk/meetings/."""

from django.urls import URLPattern, path

from nemcon.web.desk import correspondence
from nemcon.web.desk import deadlines as of_desk
from nemcon.web.meetings import calendar_views, opening_views, rules_views, views

app_name = "meetings"
urlpatterns: list[URLPattern] = [
    path("", views.all_meetings, name="all"),
    path("open/", opening_views.choose, name="open"),
    path("open/new", opening_views.preview, name="preview"),
    path("calendar/<int:year>", calendar_views.year, name="year"),
    path("holidays/", calendar_views.holidays, name="holidays"),
    path("holidays/<int:year>", calendar_views.holiday_year, name="holiday-year"),
    path("rules/<slug:slug>", rules_views.rules, name="rules"),
    path("<slug:slug>", views.meeting, name="meeting"),
    path("<slug:slug>/days", views.arrangements, name="days"),
    path("<slug:slug>/deadlines", views.deadlines, name="deadlines"),
    path("<slug:slug>/deadlines/add", of_desk.add, name="add-deadline"),
    path("<slug:slug>/decisions/add", correspondence.question, name="question"),
]
