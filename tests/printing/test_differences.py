from printing.differences import Difference, differences


def test_each_paragraph_is_the_same_new_or_gone() -> None:
    found = differences("甲\n\n乙\n\n丙", "甲\n\n乙改\n\n丙\n\n丁")
    assert found == [
        Difference("same", "甲"),
        Difference("gone", "乙"),
        Difference("new", "乙改"),
        Difference("same", "丙"),
        Difference("new", "丁"),
    ]
