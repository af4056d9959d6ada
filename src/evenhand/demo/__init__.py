"""`./run demo`: the whole service on this machine against the sandbox, and the check that trusts nothing it says.

Above the faces, imported by nothing. `services` starts the parts as processes; `witness` reads the sandbox's own
ledger over HTTP; `promises` compares it with the database; `people` sign in and post the desk's own forms;
`sabotage` plants one fault against each promise, to show that the check sees it.
"""
