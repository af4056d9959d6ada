"""Signals: one measured fact about a contribution each, with the detector that measured it.

Floor 0: pure. The interface stands in `interface.py`; the names that conditions may use stand in
`catalogue.py`; each detector is one file. Not here: what follows from a signal (policy, assess).
"""
