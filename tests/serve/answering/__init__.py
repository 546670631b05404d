"""A site whose forms make acts, for tests on real processes: the real supervisor, with one app more.

`run` starts it, `people` fill in its forms, `watching` collects every checkpoint that can be seen, `storm` kills its
processes meanwhile, and `judging` says afterwards whether the record holds what was answered.
"""
