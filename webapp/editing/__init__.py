"""Changes to a BPMN file as people order them, without the drawing canvas: bytes in, bytes out."""
