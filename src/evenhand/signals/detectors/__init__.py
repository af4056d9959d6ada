"""The detectors, one a file; `evenhand.signals.registry` puts them in order."""
