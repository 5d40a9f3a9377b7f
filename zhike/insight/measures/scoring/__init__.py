"""Chances of yes or no, learnt from what happened: churn, response and look-alikes share this.

``features`` makes numbers of columns, ``leaks`` looks for columns that know the answer, ``models`` learns and
calibrates, ``judging`` measures on rows not learnt from, ``reasons`` says what moved a chance.
"""
