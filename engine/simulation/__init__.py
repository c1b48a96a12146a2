"""Simulation: the same engine on a database in memory, with a clock that travels; nothing real is read or touched.

`prepare` deploys resources once (`ground`); `begin` takes an interactive run upon it, `replay_test` a recorded one;
`walk` finds every path that answers can open, `foresee` what begins and fires by itself, and `estimate` sends many
cases through a process by lot: how long it takes, and what queues.
"""
