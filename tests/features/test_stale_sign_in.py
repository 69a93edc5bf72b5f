"""A sign-in page left open, a link opened again, a form that came back: nothing is lost or confusing."""

from flask import Flask
from flask.testing import FlaskClient

from tests.support.identity_pages import HOST, code_in, follow, form_secret, letters, link_in
from tests.support.people import visitor

OURS = {"Sec-Fetch-Site": "same-origin", "Origin": HOST}


def test_a_sign_in_page_left_open_is_simply_sent(app: Flask, alice: int) -> None:
    stale = form_secret(visitor(app).get("/sign-in"))
    browser = visitor(app)  # its cookie has gone
    sent = browser.post("/sign-in", data={"csrf_token": stale, "email": "alice@example.org"}, headers=OURS)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/sign-in/code")
    page = browser.get("/sign-in/code")
    typed = {"csrf_token": form_secret(page), "code": code_in(letters(app)[-1])}
    assert browser.post("/sign-in/code", data=typed).status_code == 303
    assert "Alice Adams" in browser.get("/me").text


def test_a_page_to_join_on_left_open_is_simply_sent(app: Flask, client: FlaskClient) -> None:
    stale = form_secret(client.get("/sign-in"))
    client.post("/sign-in", data={"csrf_token": stale, "email": "nora@example.org"})
    path = link_in(letters(app)[-1])
    browser = visitor(app)
    joined = browser.post(
        "/l", data={"csrf_token": stale, "token": path[3:], "name": "Nora Lind"}, headers=OURS
    )
    assert joined.status_code == 303
    assert "Nora Lind" in browser.get("/me").text


def test_a_code_page_left_open_says_what_is_wrong_beside_the_field(app: Flask, alice: int) -> None:
    stale = form_secret(visitor(app).get("/sign-in"))
    sent = visitor(app).post("/sign-in/code", data={"csrf_token": stale, "code": "JEX2-SVAB"}, headers=OURS)
    assert sent.status_code == 422
    assert "Something was missing" not in sent.text


def test_what_a_browser_does_not_vouch_for_still_needs_the_secret(app: Flask, alice: int) -> None:
    for headers in (
        {},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ):
        sent = visitor(app).post("/sign-in", data={"email": "alice@example.org"}, headers=headers)
        assert sent.status_code == 400
    assert not letters(app)


def test_a_members_form_without_its_secret_is_refused_as_ever(
    app: Flask, client: FlaskClient, alice: int
) -> None:
    client.post(
        "/sign-in", data={"csrf_token": form_secret(client.get("/sign-in")), "email": "alice@example.org"}
    )
    follow(client, link_in(letters(app)[-1]))
    assert client.post("/sign-out", data={"csrf_token": "x"}, headers=OURS).status_code == 400


def test_the_used_link_leads_on_whoever_is_signed_in(app: Flask, client: FlaskClient, alice: int) -> None:
    client.post(
        "/sign-in", data={"csrf_token": form_secret(client.get("/sign-in")), "email": "alice@example.org"}
    )
    path = link_in(letters(app)[-1])
    page = client.get(path)
    pressed = {"csrf_token": form_secret(page), "token": path[3:]}
    assert client.post("/l", data=pressed, headers=OURS).status_code == 303
    # Opened again; Back and pressed.
    for again in (client.get(path), client.post("/l", data=pressed, headers=OURS)):
        assert again.status_code == 303
        assert "You’re signed in." in client.get(again.headers["Location"]).text
    assert visitor(app).get(path).status_code == 410


def test_a_form_that_came_back_says_so_first(client: FlaskClient) -> None:
    page = client.get("/sign-in")
    assert "<title>Join or sign in" in page.text
    back = client.post("/sign-in", data={"csrf_token": form_secret(page), "email": "nobody"})
    assert "<title>Error: Join or sign in" in back.text
