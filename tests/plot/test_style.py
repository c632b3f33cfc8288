from textmine.plot import style


def test_shortened_text_fits() -> None:
    for text in (
        "公开内容不够全面",
        "a plain English label of some length",
        "混合 text 123",
    ):
        assert style.text_width(style.shorten(text, 0.8)) <= 0.8
    assert style.shorten("短", 1.0) == "短"
