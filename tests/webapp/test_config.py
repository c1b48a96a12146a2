"""Settings from the environment."""

from datetime import timedelta

import pytest

from webapp.config import Config, InvalidConfiguration

SECRET = "x" * 32


def test_a_missing_secret_stops_the_start_with_a_sentence() -> None:
    with pytest.raises(InvalidConfiguration, match="Expected HANKEPOLKU_SECRET_KEY in the environment"):
        Config.from_environment({})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "at least 32 characters, but it has 5"),
        ("LANGUAGES", "fi,de", "but got de"),
        ("TIMEZONE", "Mars/Olympus", "Mars/Olympus"),
        ("PROXIES", "-1", "-1"),
        ("SESSION_IDLE_MINUTES", "ten", "ten"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str, sentence: str) -> None:
    environment = {"HANKEPOLKU_SECRET_KEY": SECRET, f"HANKEPOLKU_{name}": value}
    with pytest.raises(InvalidConfiguration, match=sentence):
        Config.from_environment(environment)


def test_what_is_set_is_used_and_the_rest_has_defaults() -> None:
    config = Config.from_environment(
        {
            "HANKEPOLKU_SECRET_KEY": SECRET,
            "HANKEPOLKU_BASE_URL": "https://hanke.example.fi/",
            "HANKEPOLKU_LANGUAGES": "sv, fi",
            "HANKEPOLKU_SESSION_IDLE_MINUTES": "30",
            "HANKEPOLKU_PROXIES": "1",
            "OTHER": "ignored",
        }
    )
    assert config.secure
    assert config.base_url == "https://hanke.example.fi"
    assert config.languages == ("sv", "fi")
    assert config.session_idle == timedelta(minutes=30)
    assert config.proxies == 1
    assert config.zone.key == "Europe/Helsinki"
    assert not config.demonstration
