"""The state of an instance as bytes, and back: lean, deterministic, one JSON text."""

from engine.spiff.codec.dump import dump
from engine.spiff.codec.load import UnreadableState, load
from engine.spiff.codec.values import decode, encode

__all__ = ["UnreadableState", "decode", "dump", "encode", "load"]
