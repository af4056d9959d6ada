"""Runs assess with its context; keeps policy versions, assessments and the register of false claims."""
