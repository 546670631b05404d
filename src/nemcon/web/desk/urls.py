"""The addresses of the desk itself, below /{language}/desk/."""

from django.urls import URLPattern, path

from nemcon.web.desk import correspondence, deadlines, home

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("deadlines/", deadlines.deadlines, name="deadlines"),
    path("deadlines.ics", deadlines.calendar, name="calendar"),
    path("deadlines/<uuid:deadline_id>", deadlines.deadline, name="deadline"),
    path("came-in/", correspondence.came_in, name="came-in"),
    path("came-in/register", correspondence.register, name="register"),
    path("came-in/<uuid:incoming_id>", correspondence.incoming, name="incoming"),
    path("decisions/<uuid:waiting_id>", correspondence.decision, name="decision"),
]
