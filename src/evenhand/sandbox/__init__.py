"""The five platforms simulated on one local port, with their faults. Imports nothing of the house.

`state` is what the platforms hold; `wire` is how a request meets faults and the ledger; one folder a platform gives
its paths and shapes; `webhooks` tell, `traffic` writes, `control` is the door for tests and people. docs/sandbox.md
says how to use it. Shapes are written anew after the platforms' public descriptions.
"""
