from typing import Any

class OAuth2Client:
    client_id: str
    client_secret: str
    def __init__(
        self,
        session: object,
        client_id: str | None = None,
        client_secret: str | None = None,
        token_endpoint_auth_method: str | None = None,
        *,
        scope: str | None = None,
        redirect_uri: str | None = None,
        code_challenge_method: str | None = None,
    ) -> None: ...
    def register_client_auth_method(self, auth: tuple[str, object]) -> None: ...
    def create_authorization_url(
        self, url: str, state: str | None = None, code_verifier: str | None = None, **more: str
    ) -> tuple[str, str]: ...
    def fetch_token(self, url: str | None = None, **more: str) -> dict[str, Any]: ...
