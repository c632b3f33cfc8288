"""The coder of the job is the shipped one, trained."""

from textmine.job.coder import trained_coder


def test_it_is_trained_and_codes_what_a_statement_says():
    coded = trained_coder().predict(["专职人员不足，业务培训少"])
    assert "staffing" in coded[0]


def test_two_coders_of_a_process_answer_alike():
    statement = ["公开内容不够及时，更新缓慢"]
    first, second = trained_coder(), trained_coder()
    assert (
        first.predict_proba(statement).tolist()
        == second.predict_proba(statement).tolist()
    )
