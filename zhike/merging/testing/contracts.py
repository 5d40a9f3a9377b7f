"""Every noun whose rows people may change has the pages of its duplicates and of a merge, and no other has them."""

from django.urls import reverse

from zhike.kit.testing.acting import at_the_screen


def test_duplicates_and_merges_have_pages_where_rows_may_change(entity, make, ada):
    row, browser = make(entity.model, owner=ada), at_the_screen(ada)
    addresses = [
        reverse("merging:duplicates", args=[entity.slug]),
        reverse("merging:merge", args=[entity.slug, row.pk]),
    ]

    answers = {browser.get(address).status_code for address in addresses}

    assert answers <= ({403, 404} if entity.rights.change is None else {200})
