"""Rights over what is kept: erasure, legal hold, retention, bundles for whoever asks, packs for police or legal.

The highest room but for figures, since what is kept of a person stands in every room. `erasure_map` says of each
column how it is erased; `erasing` does it; `opening` does it again on a restored backup. The record itself, and the
erasure of its contents, are `records`.
"""
