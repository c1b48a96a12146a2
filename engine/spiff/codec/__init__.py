"""The state of an instance as bytes, and back: lean, deterministic, one JSON text."""

from engine.spiff.codec.dump import dump
from engine.spiff.codec.emptying import empty
from engine.spiff.codec.load import UnreadableState, definitions_in, load
from engine.spiff.codec.values import decode, encode

__all__ = ["UnreadableState", "decode", "definitions_in", "dump", "empty", "encode", "load"]
