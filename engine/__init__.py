"""Executes BPMN: deploys diagrams, runs instances, fires timers, keeps the history.

Nothing here knows of projects or of HTTP.
"""
