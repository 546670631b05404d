"""Accounts, roles and leave cover; invitations; sessions; confirming again; the pages of all that."""

import datetime as dt
import re
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as site_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from nemcon.core.languages import LANGUAGES
from nemcon.core.roles import CLEARING_OFFICER, ROLES
from nemcon.serve.prepare import no_demonstration
from nemcon.serve.trouble import Trouble
from nemcon.web.accounts import actions, demo, selectors, sessions, signed_in, sudo
from nemcon.web.accounts.acting import By, NotAllowed, NotConfirmed, Refused, by_command
from nemcon.web.accounts.models import Account, Appointment, Invitation, Mail, SignedIn
from nemcon.web.record.world import REAL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
PASSWORD = "a long row of words"
NEW = "quite other words now"


def made(name: str, *roles: str, now: dt.datetime | None = None) -> Account:
    """An account with these roles and a password."""
    account = actions.add(
        by_command(), now or REAL.now(), email=f"{name}@example.org", name=name.title(), roles=roles or ("officer",)
    )
    account.set_password(PASSWORD)
    account.save()
    return account


def signed(account: Account) -> Client:
    """A browser in which the account has just signed in."""
    client = Client()
    client.force_login(account)
    return client


def stale(client: Client) -> None:
    """It is an hour since somebody confirmed."""
    session = client.session
    session[sudo.CONFIRMED] = REAL.now().timestamp() - 3600
    session.save()


def main_of(response: HttpResponse) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.content).find(".//main")


def words(response: HttpResponse) -> str:
    return " ".join(main_of(response).text_content().split())


class TestWhoMay:
    """Only administrators, and only after a fresh confirmation."""

    def everything(self, by: By, account: Account, now: dt.datetime) -> list[tuple[object, tuple[object, ...], dict]]:
        held = selectors.appointments(account, now).first()
        new = {"email": "new@example.org", "name": "New"}
        return [
            (actions.add, (by, now), new),
            (actions.give_role, (by, now, account, "administrator"), {}),
            (actions.end_role, (by, now, held.id if held else account.id), {}),
            (actions.cover, (by, now, account, made(f"absent{Account.objects.count()}"), now + DAY), {}),
            (actions.close, (by, now, account), {}),
            (actions.reopen, (by, now, account), {}),
            (actions.invite, (by, now, account), {}),
            (actions.start_afresh, (by, now, account), {}),
        ]

    @pytest.mark.parametrize("role", [role for role in ROLES if role != "administrator"])
    def test_nobody_but_an_administrator_changes_accounts(self, role):
        account, now = made("somebody"), REAL.now()
        for action, given, named in self.everything(By(account, role, now), account, now):
            with pytest.raises(NotAllowed):
                action(*given, **named)

    def test_an_administrator_whose_confirmation_is_old_is_asked_again(self):
        account, now = made("somebody"), REAL.now()
        for confirmed in (None, now - dt.timedelta(minutes=15)):
            for action, given, named in self.everything(By(account, "administrator", confirmed), account, now):
                with pytest.raises(NotConfirmed):
                    action(*given, **named)


class TestRoles:
    def test_a_role_holds_from_the_instant_to_the_end_and_not_at_it(self):
        account = made("officer", now=NOW)
        given = actions.give_role(by_command(), NOW, account, CLEARING_OFFICER, until=NOW + DAY)
        assert selectors.roles(account, NOW) == ["officer", "clearing officer"]
        assert selectors.roles(account, NOW + DAY) == ["officer"]
        assert actions.give_role(by_command(), NOW, account, CLEARING_OFFICER, until=NOW + DAY) == given
        assert Appointment.objects.filter(account=account).count() == 2

    def test_leave_cover_makes_an_officer_until_the_day_and_a_new_one_replaces_the_old(self):
        absent = made("absent", now=NOW)
        director = made("director", CLEARING_OFFICER, now=NOW)
        actions.cover(by_command(), NOW, director, absent, NOW + 9 * DAY)
        actions.cover(by_command(), NOW + DAY, director, absent, NOW + 3 * DAY)
        (held,) = selectors.covered(director, NOW + 2 * DAY)
        assert (held.covers, held.until) == (absent, NOW + 3 * DAY)
        assert selectors.roles(director, NOW + 2 * DAY) == ["officer", "clearing officer"]
        assert [one.account for one in selectors.covering(absent, NOW + 2 * DAY)] == [director]
        assert selectors.roles(director, NOW + 3 * DAY) == ["clearing officer"]

    def test_what_cannot_be_is_refused_with_a_sentence(self):
        officer, director = made("officer", now=NOW), made("director", CLEARING_OFFICER, now=NOW)
        by = by_command()
        for action, given in (
            (actions.give_role, (officer, "king")),
            (actions.give_role, (officer, "officer", NOW)),
            (actions.cover, (officer, officer, NOW + DAY)),
            (actions.cover, (officer, director, NOW + DAY)),
            (actions.cover, (director, officer, NOW)),
            (actions.end_role, (officer.id,)),
        ):
            with pytest.raises(Refused, match=r"\.$"):
                action(by, NOW, *given)
        for facts in (
            {"email": "no address", "name": "X"},
            {"email": "OFFICER@example.org", "name": "X"},
            {"email": "x@example.org", "name": " "},
            {"email": "x@example.org", "name": "X", "language": "de"},
            {"email": "x@example.org", "name": "X", "roles": ["king"]},
            {"email": "x@demo.invalid", "name": "X"},
        ):
            with pytest.raises(Refused, match=r"\.$"):
                actions.add(by, NOW, **facts)
        assert Account.objects.count() == 2

    def test_the_last_administrator_stays(self):
        first = made("first", "administrator", now=NOW)
        held = selectors.appointments(first, NOW).get()
        with pytest.raises(Refused, match="only administrator"):
            actions.close(by_command(), NOW, first)
        with pytest.raises(Refused, match="only administrator"):
            actions.end_role(by_command(), NOW, held.id)
        made("second", "administrator", now=NOW)
        actions.end_role(by_command(), NOW, held.id)
        assert selectors.roles(first, NOW) == []

    def test_a_role_that_ended_is_gone_with_the_next_page(self):
        account = made("admin", "administrator")
        made("other", "administrator")
        client = signed(account)
        assert client.get("/account/people").status_code == 200
        actions.end_role(by_command(), REAL.now(), selectors.appointments(account, REAL.now()).get().id)
        assert client.get("/account/people").status_code == 404

    def test_somebody_with_several_roles_sees_in_which_one_they_work_and_changes_it(self):
        client = signed(made("both", "administrator", "officer"))
        assert "You work as officer." in words(client.get("/account/me"))
        assert client.get("/account/people").status_code == 404
        response = client.post("/account/role", {"role": "administrator"}, follow=True)
        assert "You work as administrator." in words(response)
        assert client.get("/account/people").status_code == 200
        client.post("/account/role", {"role": "clearing officer"})  # which they do not have
        assert client.get("/account/people").status_code == 200
        assert client.get("/account/role").status_code == 302


class TestSessions:
    def test_devices_are_listed_in_words_and_one_can_be_signed_out_from_another(self):
        account = made("officer")
        here = signed(account)
        there = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0")
        there.force_login(account)
        SignedIn.objects.exclude(id=here.session[sessions.KEY]).update(
            agent="Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
        )
        assert there.get("/account/me").status_code == 200
        page = here.get("/account/me")
        assert "Firefox on Windows" in words(page)
        (row,) = main_of(page).xpath("//form[@action='/account/sessions']//input[@name='session'][@value!='others']")
        here.post("/account/sessions", {"session": row.get("value")})
        assert there.get("/account/me").status_code == 302
        assert here.get("/account/me").status_code == 200
        assert Session.objects.count() == 1  # and its data are gone

    def test_all_others_can_be_signed_out_at_once_and_nobody_elses(self):
        account, other = made("officer"), made("other")
        browsers = [signed(account) for _ in range(3)]
        stranger = signed(other)
        browsers[0].post("/account/sessions", {"session": "others"})
        assert [client.get("/account/me").status_code for client in browsers] == [200, 302, 302]
        browsers[0].post("/account/sessions", {"session": stranger.session[sessions.KEY]})
        browsers[0].post("/account/sessions", {"session": "nonsense"})
        assert stranger.get("/account/me").status_code == 200

    def test_closing_an_account_signs_it_out_everywhere_and_ends_what_it_had(self):
        account, absent = made("officer"), made("absent")
        client, asleep = signed(account), signed(account)
        actions.invite(by_command(), REAL.now(), account)
        actions.cover(by_command(), REAL.now(), account, absent, REAL.now() + DAY)
        actions.close(by_command(), REAL.now(), account)
        assert client.get("/account/me").status_code == 302
        assert selectors.roles(account, REAL.now()) == []
        assert selectors.covering(absent, REAL.now()) == []
        assert not Invitation.objects.filter(account=account).exists()
        assert account not in selectors.holders("officer", REAL.now())
        actions.reopen(by_command(), REAL.now(), account)
        assert selectors.roles(account, REAL.now()) == []
        assert asleep.get("/account/me").status_code == 302

    def test_signing_out_ends_the_row_and_the_session(self):
        client = signed(made("officer"))
        assert client.get("/account/logout").status_code == 200
        client.post("/account/logout")
        assert not SignedIn.objects.exists()
        assert client.get("/account/me").status_code == 302

    def test_a_session_whose_row_is_gone_is_worth_nothing_on_public_pages_either(self):
        client = signed(made("officer"))
        SignedIn.objects.all().delete()
        assert client.get("/en/").headers["Cache-Control"].startswith("public")

    def test_it_is_noted_every_five_minutes_that_somebody_is_there_and_the_session_lasts_from_then(self):
        client = signed(made("officer"))
        client.get("/account/me")
        before = Session.objects.get().expire_date
        assert not client.get("/account/me").cookies.get(site_settings.SESSION_COOKIE_NAME)
        SignedIn.objects.update(seen=REAL.now() - dt.timedelta(minutes=6))
        assert client.get("/account/me").cookies[site_settings.SESSION_COOKIE_NAME]["max-age"] == 12 * 3600
        assert Session.objects.get().expire_date > before
        assert SignedIn.objects.get().seen > REAL.now() - dt.timedelta(minutes=1)

    @pytest.mark.parametrize(
        ("agent", "said"),
        [
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome on Linux"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605.1", "Safari on macOS"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/130 Safari/604.1", "Chrome on iPhone"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
            ("curl/8", "a device that does not say what it is"),
            ("", "a device that does not say what it is"),
        ],
    )
    def test_a_device_is_named_by_browser_and_system(self, agent, said):
        assert sessions.in_words(agent) == said


class TestInvitations:
    def link(self, account: Account) -> str:
        parts = urlsplit(actions.invite(by_command(), REAL.now(), account))
        return f"{parts.path}?{parts.query}"

    def test_a_link_works_once_and_looking_at_it_uses_nothing_up(self, reader):
        account = made("new")
        link = self.link(account)
        for _ in range(3):
            page = reader.get(link)
            assert page.status_code == 200
            assert page["Referrer-Policy"] == "strict-origin"
        token = link.partition("=")[2]
        chosen = {"by": token, "password1": NEW, "password2": NEW}
        assert reader.post("/account/invitation", chosen)["Location"] == "/account/me"
        assert reader.get("/account/me").status_code == 200
        account.refresh_from_db()
        assert account.check_password(NEW)
        other = Client()
        assert other.get(link).status_code == 404
        again = {**chosen, "password1": "x" * 20, "password2": "x" * 20}
        assert other.post("/account/invitation", again).status_code == 404
        account.refresh_from_db()
        assert account.check_password(NEW)

    def test_it_ends_after_seven_days_and_with_the_next_one(self, reader):
        account = made("new")
        first, second = self.link(account), self.link(account)
        assert reader.get(first).status_code == 404
        assert reader.get(second).status_code == 200
        Invitation.objects.update(until=REAL.now())
        assert reader.get(second).status_code == 404

    def test_a_bad_password_is_refused_in_words_and_uses_nothing_up(self, reader):
        link = self.link(made("new"))
        token = link.partition("=")[2]
        for first, second, said in (
            ("short", "short", "12"),
            (NEW, "and others", "differ"),
            ("password12345", "password12345", "common"),
        ):
            response = reader.post("/account/invitation", {"by": token, "password1": first, "password2": second})
            assert response.status_code == 422
            assert said in words(response)
        assert reader.get(link).status_code == 200

    def test_only_the_digest_of_a_link_is_kept_and_the_mail_is_in_the_language_of_the_account(self):
        account = actions.add(by_command(), REAL.now(), email="fr@example.org", name="Nom", language="fr")
        link = actions.invite(by_command(), REAL.now(), account)
        token = link.partition("=")[2]
        assert token not in str(Invitation.objects.values())
        mail = Mail.objects.get()
        assert link in mail.text
        assert mail.to == "fr@example.org"

    def test_who_lost_everything_begins_anew(self):
        account = made("officer")
        client = signed(account)
        Authenticator.objects.create(user=account, type="totp", data={"secret": "x"})
        actions.start_afresh(by_command(), REAL.now(), account)
        account.refresh_from_db()
        assert not account.has_usable_password()
        assert not Authenticator.objects.exists()
        assert client.get("/account/me").status_code == 302
        assert Invitation.objects.filter(account=account, used=None).count() == 1

    def test_whoever_is_signed_in_as_somebody_else_is_not_any_more(self):
        account = made("new")
        link = self.link(account)
        client = signed(made("other"))
        chosen = {"by": link.partition("=")[2], "password1": NEW, "password2": NEW}
        client.post("/account/invitation", chosen)
        assert "New" in words(client.get("/account/me"))

    def test_an_app_from_before_is_asked_for_although_the_link_holds(self, reader):
        account = made("officer")
        Authenticator.objects.create(user=account, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        link = self.link(account)
        chosen = {"by": link.partition("=")[2], "password1": NEW, "password2": NEW}
        assert reader.post("/account/invitation", chosen)["Location"] == "/account/login/second-step"
        assert reader.get("/account/me").status_code == 302


class TestSudo:
    @pytest.fixture
    def client(self) -> Client:
        """An administrator who signed in an hour ago."""
        client = signed(made("admin", "administrator"))
        stale(client)
        return client

    def test_what_was_typed_is_kept_and_sent_on_after_the_confirmation(self, client):
        typed = {
            "name": "Zoë & Sons",
            "email": "zoe@example.org",
            "language": "fr",
            "roles": ["officer", "administrator"],
        }
        response = client.post("/account/people", typed)
        assert response["Location"] == "/account/confirm?next=%2Faccount%2Fconfirm%2Fgo-on"
        assert not Account.objects.filter(email="zoe@example.org").exists()
        page = client.get(response["Location"], follow=True)
        assert page.redirect_chain[-1][0].startswith("/account/confirm/password")
        onward = main_of(page).xpath("//input[@name='next']")[0].get("value")
        assert client.post("/account/confirm/password", {"password": "wrong", "next": onward}).status_code == 200
        response = client.post("/account/confirm/password", {"password": PASSWORD, "next": onward}, follow=True)
        form = main_of(response).xpath("//form")[0]
        kept = [(field.get("name"), field.get("value")) for field in form.xpath(".//input[@type='hidden']")]
        assert form.get("action") == "/account/people"
        assert not Account.objects.filter(email="zoe@example.org").exists()
        sent: dict[str, list[str]] = {}
        for name, value in kept:
            sent.setdefault(name, []).append(value)
        response = client.post(form.get("action"), sent)
        account = Account.objects.get(email="zoe@example.org")
        assert response["Location"] == f"/account/people/{account.id}"
        assert (account.name, account.language) == ("Zoë & Sons", "fr")
        assert selectors.roles(account, REAL.now()) == ["officer", "administrator"]

    def test_it_holds_for_a_quarter_of_an_hour_and_signing_in_is_one(self, client):
        other = signed(made("second", "administrator"))
        add = {"name": "X", "email": "x@example.org", "roles": "officer", "language": "en"}
        assert other.post("/account/people", add)["Location"].startswith("/account/people/")
        stale(other)
        assert other.post("/account/people", add)["Location"].startswith("/account/confirm")

    def test_passwords_and_files_are_not_kept_and_the_page_says_so(self, rf):
        @sudo.sudo("Do it")
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse("done")

        account = made("officer")
        client = signed(account)
        session = client.session
        request = rf.post("/en/desk/x", {"a": "1", "password1": "secret", "csrfmiddlewaretoken": "t"})
        request.session, request.account, request.user = session, account, account
        assert view(request).content == b"done"
        session[sudo.CONFIRMED] = 0.0
        assert view(request).status_code == 302
        session.save()
        assert session[sudo.ASKED] == {"address": "/en/desk/x", "act": "Do it", "fields": [["a", "1"]], "lacks": True}
        assert client.get("/account/confirm/go-on").status_code == 302  # not before it was confirmed
        session[sudo.CONFIRMED] = REAL.now().timestamp()
        session.save()
        page = client.get("/account/confirm/go-on")
        assert "Files and passwords were not kept" in words(page)
        assert main_of(page).xpath("//form//button")[0].text == "Do it"

    def test_who_has_neither_password_nor_passkey_confirms_with_a_code_by_mail(self):
        account = made("officer")
        account.set_unusable_password()
        account.save()
        client = signed(account)
        stale(client)
        response = client.get("/account/app/add", follow=True)
        assert response.redirect_chain[-1][0] == "/account/confirm/mail?next=%2Faccount%2Fapp%2Fadd"
        client.post("/account/confirm/mail", {"next": "/account/app/add"})
        code = re.search(r"[A-Z]{4}-[A-Z]{4}", Mail.objects.get().text)[0]
        wrong = client.post("/account/confirm/mail", {"next": "/account/app/add", "code": "BBBB-BBBB"})
        assert wrong.status_code == 422
        right = client.post("/account/confirm/mail", {"next": "/account/app/add", "code": code.lower()})
        assert right["Location"] == "/account/app/add"
        assert client.get("/account/app/add").status_code == 200
        stale(client)
        again = client.post("/account/confirm/mail", {"next": "/account/app/add", "code": code})
        assert again.status_code == 422

    @pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_it_leads_nowhere_else(self, client, onward):
        page = client.get("/account/confirm", {"next": onward})
        assert "elsewhere" not in page["Location"]
        assert "javascript" not in page["Location"]

    @pytest.mark.parametrize("address", ["app/add", "passkeys/add", "codes/new", "codes"])
    def test_how_one_signs_in_is_changed_only_after_a_confirmation(self, client, address):
        assert client.get(f"/account/{address}")["Location"].startswith("/account/confirm")
        assert client.post(f"/account/{address}", {"code": "1"})["Location"].startswith("/account/confirm")


class TestPeoplePages:
    def test_an_administrator_does_everything_on_the_page_of_a_person(self, run_jobs):
        admin = signed(made("admin", "administrator"))
        officer, absent = made("officer"), made("absent")
        page = f"/account/people/{officer.id}"

        def do(what: str, **given: str) -> HttpResponse:
            return admin.post(page, {"do": what, **given}, follow=True)

        assert "The role was given." in words(do("give", role="clearing officer"))
        held = selectors.appointments(officer, REAL.now()).get(role="clearing officer")
        assert held.given_by.email == "admin@example.org"
        assert "It has ended." in words(do("end", appointment=str(held.id)))
        assert "The cover was recorded." in words(do("cover", absent=str(absent.id), until="2099-01-31"))
        (cover,) = selectors.covered(officer, REAL.now())
        assert cover.until == dt.datetime(2099, 1, 31, 22, 59, 59, tzinfo=dt.UTC)  # the end of the day in Vienna
        assert "An invitation" in words(do("invite"))
        assert "Invited; until" in words(admin.get(page))
        assert "The account was closed." in words(do("close"))
        assert "open again" in words(do("open"))
        for given in ({"do": "cover", "absent": str(absent.id), "until": ""}, {"do": "end", "appointment": "x"}, {}):
            assert admin.post(page, given).status_code == 422
        assert admin.get("/account/people/00000000-0000-0000-0000-000000000000").status_code == 404

    def test_what_was_typed_survives_a_refusal(self):
        admin = signed(made("admin", "administrator"))
        typed = {"name": "Somebody", "email": "admin@example.org", "language": "ru", "roles": ["clearing officer"]}
        response = admin.post("/account/people", typed)
        assert response.status_code == 422
        main = main_of(response)
        assert main.xpath("//input[@id='name']/@value") == ["Somebody"]
        assert main.xpath("//option[@selected]/@value") == ["ru"]
        assert main.xpath("//input[@name='roles'][@checked]/@value") == ["clearing officer"]
        assert "already" in main.xpath("//p[@role='alert']")[0].text

    def test_the_page_of_people_takes_as_many_queries_for_three_as_for_thirty(self):
        admin = signed(made("admin", "administrator"))
        counts = []
        for number in range(30):
            made(f"number{number}")
            if number in (2, 29):
                with CaptureQueriesContext(connection) as queries:
                    admin.get("/account/people")
                counts.append(len(queries))
        assert counts[0] == counts[1]


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_page_is_there_in_the_language_of_the_account_with_one_heading_and_one_filled_button(self, language):
        account = made("admin", "administrator")
        actions.choose_language(account, language)
        client = signed(account)
        for address in ("me", "people", f"people/{account.id}", "logout", "password", "app/add", "passkeys/add"):
            page = client.get(f"/account/{address}")
            assert page.status_code == 200, address
            html = lxml.html.fromstring(page.content)
            assert html.get("lang") == language
            assert html.get("dir") == ("rtl" if language == "ar" else "ltr")
            assert len(html.findall(".//h1")) == 1
            assert len(html.xpath("//*[contains(concat(' ', @class, ' '), ' first ')]")) <= 1
            assert not html.xpath("//style | //@style | //script[not(@src) and not(@type='application/json')]")
            ids = html.xpath("//@id")
            assert len(ids) == len(set(ids))
            assert page["Cache-Control"] == "no-store"

    def test_before_signing_in_the_language_is_the_browsers_or_the_one_chosen_on_the_page(self, reader):
        assert lxml.html.fromstring(reader.get("/account/login").content).get("lang") == "en"
        page = reader.get("/account/login", headers={"accept-language": "ru"})
        assert lxml.html.fromstring(page.content).get("lang") == "ru"
        links = lxml.html.fromstring(page.content).xpath("//header//ul[@class='tongues']//a/@href")
        assert "/account/login?language=ar" in links
        reader.get("/account/login?language=ar&next=/en/")
        page = reader.get("/account/login/code", headers={"accept-language": "ru"})
        assert lxml.html.fromstring(page.content).get("dir") == "rtl"
        public = reader.get("/en/search?q=nothing")  # which is made anew for everybody
        assert "Bodies" in public.content.decode()
        assert "Cookie" not in public.get("Vary", "")

    def test_who_is_not_signed_in_is_asked_to_and_comes_back(self, reader):
        for address in ("me", "people", "app/add", "password", "confirm", "codes"):
            response = reader.get(f"/account/{address}")
            assert response.status_code == 302
            parts = urlsplit(response["Location"])
            assert (parts.path, parse_qs(parts.query)) == ("/account/login", {"next": [f"/account/{address}"]})

    def test_the_language_of_the_account_is_chosen_on_its_page(self):
        account = made("officer")
        client = signed(account)
        client.post("/account/language", {"language": "es"})
        account.refresh_from_db()
        assert account.language == "es"
        assert lxml.html.fromstring(client.get("/account/me").content).get("lang") == "es"
        client.post("/account/language", {"language": "xx"})
        account.refresh_from_db()
        assert account.language == "es"

    def test_a_form_that_does_not_come_from_this_site_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(made("admin", "administrator"))
        for address in ("role", "language", "sessions", "people", "logout", "login"):
            assert client.post(f"/account/{address}").status_code == 403


class TestDemonstration:
    def test_its_three_accounts_have_a_password_of_this_machine_and_are_refused_elsewhere(self, settings):
        with pytest.raises(ValueError):
            demo.add_people(REAL.now())
        settings.NEMCON_DEMO = True
        accounts = demo.add_people(REAL.now())
        assert [account.id for account in demo.add_people(REAL.now())] == [account.id for account in accounts]
        assert [str(account) for account in accounts] == ["Officer", "Director", "Administrator"]
        first = demo.password()
        page = Client().get("/account/login")
        assert first in words(page)
        client = Client()
        response = client.post("/account/login", {"login": "officer@demo.invalid", "password": first})
        assert response.status_code == 302
        assert client.get("/account/me").status_code == 200
        settings.SECRET_KEY = "demo-another"
        assert demo.password() != first
        settings.NEMCON_DEMO = False
        assert first not in words(Client().get("/account/login"))
        with pytest.raises(Trouble, match=r"director@demo\.invalid"):
            no_demonstration()
        for account in accounts[:2]:
            actions.close(by_command(), REAL.now(), account)
        Account.objects.filter(id=accounts[2].id).update(is_active=False)
        no_demonstration()


def test_acts_come_of_the_role_in_which_somebody_works(rf):
    account = made("officer", "officer", CLEARING_OFFICER)
    request = rf.get("/")
    request.account, request.role = account, "officer"
    assert signed_in.actor_of(request).account == str(account.id)
    request.role = CLEARING_OFFICER
    with pytest.raises(PermissionError):
        signed_in.actor_of(request)
